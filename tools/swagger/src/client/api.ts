/** What a client is generated from: a document with its references followed and `x-ms-client-flatten` done. */
export interface Api {
  readonly version: string;
  readonly models: readonly Model[];
  readonly enumerations: readonly Enumeration[];
  readonly groups: readonly Group[];
}

export type Type =
  | { readonly kind: 'string' | 'number' | 'boolean' | 'date' | 'unknown' }
  | { readonly kind: 'model' | 'enumeration'; readonly name: string }
  | { readonly kind: 'array' | 'map'; readonly of: Type };

export interface Member {
  readonly name: string;
  /** The names that lead to it on the wire: more than one where it is flattened. */
  readonly path: readonly string[];
  readonly description: string;
  readonly type: Type;
  readonly required: boolean;
  readonly readOnly: boolean;
}

export interface Model {
  readonly name: string;
  readonly description: string;
  readonly parents: readonly string[];
  readonly own: readonly Member[];
  /** Those of the parents first. */
  readonly all: readonly Member[];
}

export interface Enumeration {
  readonly name: string;
  readonly description: string;
  readonly values: readonly string[];
  /** Values that the document does not name may come (`modelAsString`). */
  readonly open: boolean;
}

export interface PathParameter {
  readonly name: string;
  readonly description: string;
  /** It is the same for all operations of a client, and no argument of a method. */
  readonly ofClient: boolean;
}

export interface Group {
  readonly name: string;
  readonly operations: readonly ApiOperation[];
}

export type FinalState = 'azure-async-operation' | 'location' | 'original-uri';

export interface ApiOperation {
  readonly name: string;
  readonly summary: string;
  readonly method: 'GET' | 'PUT' | 'PATCH' | 'DELETE' | 'POST' | 'HEAD';
  readonly path: string;
  readonly parameters: readonly PathParameter[];
  readonly body?: { readonly name: string; readonly description: string; readonly model: string };
  /** The model of each status code that has a body. */
  readonly responses: Readonly<Record<string, string | undefined>>;
  readonly result?: string;
  /** Of a list: the type of its elements. */
  readonly element?: Type;
  readonly longRunning?: { readonly finalState?: FinalState };
}
