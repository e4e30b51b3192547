import { type ArmError } from '../errors.ts';
import { type Json } from '../json.ts';
import { type Resource, type ResourceView } from '../resource.ts';

export interface PutRequest {
  id: string;
  name: string;
  /** `properties` of the request, or an empty object. */
  properties: Json;
  /** Absent on children. */
  location?: string;
  /** `sku`, `zones` and the others of `envelopeMembers`, as sent. */
  envelope: Json;
  /** What is replaced; absent on a create. */
  current?: Resource;
  view: ResourceView;
}

export type ChildChange =
  { kind: 'put'; type: string; name: string; properties: Json } | { kind: 'remove'; id: string };

export interface Accepted {
  /** What is stored; read-only members that are computed on each GET don't belong here. */
  properties: Json;
  /** What is stored in place of the envelope as sent: a SKU that nobody gave. */
  envelope?: Json;
  /** Children that change with it, in the same transaction. Types are named below the namespace. */
  children?: ChildChange[];
  /** Other resources that change with it, in the same transaction: the disk of a new machine. */
  others?: OtherChange[];
  /** The long operation, or the answer when there is none, fails with it; the resource stays, as `Failed`. */
  failure?: ArmError;
}

/** A resource that comes or goes with another. It is finished at once, and nobody's rights are asked. */
export type OtherChange =
  | {
      kind: 'put';
      id: string;
      /** With its namespace. */
      type: string;
      location?: string;
      envelope?: Json;
      properties: Json;
    }
  | { kind: 'remove'; id: string };

export interface ActionRequest {
  resource: Resource;
  /** Of the request, or an empty object. */
  body: Json;
  query: URLSearchParams;
  view: ResourceView;
}

export interface ActionAnswer {
  /** 200 unless told. */
  status?: number;
  body?: Json;
  /** Replaces what is stored. */
  properties?: Json;
  /** Likewise, of the envelope. */
  envelope?: Json;
  /** Other resources that change with it, in the same transaction. */
  others?: OtherChange[];
}

/** POST to `RESOURCE/NAME`; answered at once. @throws ArmError in the words of the provider */
export type ResourceAction = (request: ActionRequest) => ActionAnswer;

/**
 * One resource type of a provider that is served here. A new type is one of these, in its provider's folder; the engine
 * in `resources.ts` does the rest: registration, api-versions, groups, parents, conditions, long operations.
 */
export interface ResourceType {
  /** Below the namespace, as Azure writes it: `virtualNetworks/subnets`. Matched ignoring case. */
  name: string;
  apiVersions: readonly string[];
  /** `regional` and `global` ones are tracked: they have a location and tags and show in generic lists. */
  kind: 'regional' | 'global' | 'child';
  /** Which requests are long-running operations; the others are finished when they are answered. */
  longRunning: { put: boolean; delete: boolean };
  /** `provisioningState` while a long operation works on it. */
  working: { create: string; update: string; delete: string };
  /**
   * Judges a PUT and says what to store. Pure.
   * @throws ArmError in the words of the provider
   */
  accept(request: PutRequest): Accepted;
  /** Resources that a PUT only refers to, each with the action that the caller needs on it (`LinkedAuthorizationFailed`). */
  linked?(properties: Json): { id: string; action: string }[];
  /** By name in lower case, such as `listkeys`. */
  actions?: Readonly<Record<string, ResourceAction>>;
  /** What else comes or goes when it is deleted, in the same transaction. */
  onDelete?(resource: Resource, view: ResourceView): OtherChange[];
  /**
   * What GET shows as `properties`, without `provisioningState`. The stored ones unless told.
   * @param expand `$expand` of the request
   */
  show?(resource: Resource, view: ResourceView, expand?: string): Json;
  /** Whether its deletion has to wait, after it began: its operation goes on for as long. */
  lingers?(resource: Resource, view: ResourceView): boolean;
  /** The `etag` that GET shows; none unless told. */
  showEtag?(resource: Resource): string;
  /** Why it cannot be deleted now, or undefined. */
  refuseDelete?(resource: Resource, view: ResourceView): ArmError | undefined;
  /** Whether what stands in for it is up: the operation of a PUT waits until it is. At once unless told. */
  isReady?(resource: Resource): boolean;
  /** The answer to GET of an absent one, where the provider has words of its own. */
  absent?(name: string, id: string): ArmError;
  /** The answer to a PUT whose parent is absent, where the provider has words of its own. */
  orphan?(parentId: string): ArmError;
  /** Writes wait for nothing but an operation on the resource itself; else also for its parent's and its siblings'. */
  isAlone?: true;
  /** Which of those it waits for; all unless told. */
  waitsFor?(other: Resource): boolean;
  /** The answer to a write while `operationUrl` is in work. */
  busy?(operationUrl: string): ArmError;
}

export interface ResourceProvider {
  namespace: string;
  types: ResourceType[];
  /** Collections that list several types: path below the namespace, lower case, to a test on type names. */
  collections?: Record<string, (typeName: string) => boolean>;
  /** Served by the front door: requests are forwarded. `types` is then only what `GET /providers` tells. */
  forwarded?: { resourceTypes: { name: string; apiVersions: readonly string[] }[] };
}
