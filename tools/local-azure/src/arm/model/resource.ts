import { type Json } from './json.ts';

/** ARM RPC, common API contracts: `systemData`. */
export interface SystemData {
  createdBy: string;
  createdByType: string;
  createdAt: string;
  lastModifiedBy: string;
  lastModifiedByType: string;
  lastModifiedAt: string;
}

/** Members beside `properties` that are stored and returned as sent. */
export const envelopeMembers = ['kind', 'sku', 'plan', 'identity', 'managedBy', 'zones', 'extendedLocation'] as const;

/** A resource as stored. `id`, `name` and `type` have the casing of the latest PUT. */
export interface Resource {
  id: string;
  name: string;
  /** With its namespace. */
  type: string;
  /** Absent on children. */
  location?: string;
  tags?: Record<string, string>;
  /** {@link envelopeMembers}. */
  envelope: Json;
  /** Without `provisioningState`. */
  properties: Json;
  provisioningState: string;
  /** Bare; new with every write. */
  etag: string;
  createdTime: string;
  changedTime: string;
  /** The long operation that works on it. */
  operationId?: string;
  /** With what that operation will fail. */
  failure?: { status: number; code: string; message: string };
  /** Set on resources that the provider behind the front door holds; their properties are not here. */
  forwarded?: { systemData: SystemData; apiVersion: string; deleting?: boolean };
}

/** What a resource type may look at while it judges a request. */
export interface ResourceView {
  get(id: string): Resource | undefined;
  /** Those directly and indirectly below `id`. */
  children(id: string): Resource[];
  /**
   * @param subscriptionId undefined looks in all
   * @param type with its namespace; compared ignoring case
   */
  ofType(subscriptionId: string | undefined, type: string): Resource[];
}
