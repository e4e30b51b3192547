import { type Json } from '../../json.ts';

/** What becomes of a member (Microsoft.Resources, WhatIfPropertyChange). */
export interface PropertyChange {
  /** Dots between members; of an element of an array its index alone. */
  path: string;
  propertyChangeType: 'Create' | 'Modify' | 'Delete' | 'Array' | 'NoEffect';
  before?: unknown;
  after?: unknown;
  /** Of `Array`, and of an element that changes inside. */
  children?: PropertyChange[];
}

/** What becomes of a resource (Microsoft.Resources, WhatIfChange). */
export interface Change {
  resourceId: string;
  /** `Deploy` says of a result without payloads that it is there and will be put. */
  changeType: 'Create' | 'Modify' | 'NoChange' | 'Ignore' | 'Deploy' | 'Unsupported';
  unsupportedReason?: string;
  before?: Json;
  after?: Json;
  delta?: PropertyChange[];
}

export type ResultFormat = 'FullResourcePayloads' | 'ResourceIdOnly';
