import { type ClusterSecretName } from '../../model/cluster.ts';
import { type EnumerationIn } from './enumeration.ts';

/** Who may change a member after the cluster's creation. `read-only` ones are the service's: only GET tells them. */
export type Access = 'mutable' | 'immutable' | 'read-only';

/** When two values of a member are the same value. */
export type Sameness = 'exact' | 'ignoring-case' | 'location' | 'instant';

export interface FieldOptions {
  access: Access;
  /** Of text; `exact` unless told. */
  same?: Sameness;
  /** Must be there once a create or a replace is done. */
  required?: true | ((version: string) => boolean);
  /** What a request that says nothing means. */
  fallback?: string;
  /** A replace that does not name it leaves it as it is, and nothing removes it. */
  kept?: true;
  /** Not part of the model and never shown; the request's value goes beside the cluster. */
  secret?: ClusterSecretName;
  /** Where the model has it, from the model object of the class that declares it; the same name unless told. */
  model?: readonly string[];
  /** Which API versions have it; all unless told. */
  in?: (version: string) => boolean;
  /** The value as an API version can say it; itself unless told. */
  express?: (value: unknown, version: string) => unknown;
  /** Of a create that says another value than the path; `PropertyChangeNotAllowed` unless told. */
  mismatch?: string;
  /** Of text: the values that it may have. */
  enumeration?: EnumerationIn;
  /** For the documentation. */
  description?: string;
  /** For the documentation: the format of a text as JSON Schema names it. */
  format?: string;
  /** For the documentation: which API versions mark it as read-only; it is what `access` says in all of them. */
  marked?: (version: string) => boolean;
}

export type WireClass = abstract new () => object;

interface Typed {
  text: Record<never, never>;
  integer: Record<never, never>;
  'text-map': Record<never, never>;
  /**
   * Shown as `{}` while the model has none; unless it may be `absent`, and then it comes and goes later only where it is
   * `mutable`.
   */
  object: { of: () => WireClass; absent?: true };
  /** The elements have a name under `key`, by which they are found again. */
  list: { of: () => WireClass; key: string };
  map: { of: () => WireClass } & MapOptions;
}

interface MapOptions {
  keys: 'exact' | 'ignoring-case';
  /** The member that says what an entry is about: with another value there, it is another entry. */
  about?: string;
  /** A merge that names it replaces it as a whole. */
  replaced?: true;
}

export type FieldDeclaration = {
  [K in keyof Typed]: { wire: string; kind: K } & FieldOptions & Typed[K];
}[keyof Typed];

const declared = new WeakMap<object, readonly FieldDeclaration[]>();

/** The declarations of a class, in the order in which it has them. */
export const fieldsOf = (type: WireClass): readonly FieldDeclaration[] => declared.get(type.prototype as object) ?? [];

function declare(prototype: object, declaration: FieldDeclaration): void {
  declared.set(prototype, [...(declared.get(prototype) ?? []), declaration]);
}

/** Declares a member of the wire format whose JSON is a string. An empty string says nothing, like `null`. */
export const Text =
  (options: FieldOptions): PropertyDecorator =>
  (prototype, wire) =>
    declare(prototype, { ...options, wire: String(wire), kind: 'text' });

/** A 32-bit whole number. */
export const Integer =
  (options: FieldOptions): PropertyDecorator =>
  (prototype, wire) =>
    declare(prototype, { ...options, wire: String(wire), kind: 'integer' });

/** An object with free keys and strings as values; always replaced as a whole. */
export const TextMap =
  (options: FieldOptions): PropertyDecorator =>
  (prototype, wire) =>
    declare(prototype, { ...options, wire: String(wire), kind: 'text-map' });

export const Nested =
  (of: () => WireClass, options: FieldOptions & { absent?: true }): PropertyDecorator =>
  (prototype, wire) =>
    declare(prototype, { ...options, of, wire: String(wire), kind: 'object' });

/** An array of objects; always replaced as a whole. */
export const ListOf =
  (of: () => WireClass, options: FieldOptions & { key: string }): PropertyDecorator =>
  (prototype, wire) =>
    declare(prototype, { ...options, of, wire: String(wire), kind: 'list' });

/** An object with free keys and objects as values. A replace replaces it, a merge merges it. */
export const MapOf =
  (of: () => WireClass, options: FieldOptions & MapOptions): PropertyDecorator =>
  (prototype, wire) =>
    declare(prototype, { ...options, of, wire: String(wire), kind: 'map' });

/** Versions are dates, so that they sort as text; a preview of a day sorts behind the release of that day. */
export const since =
  (first: string) =>
  (version: string): boolean =>
    version >= first;

export const before =
  (first: string) =>
  (version: string): boolean =>
    version < first;

export const only =
  (...these: string[]) =>
  (version: string): boolean =>
    these.includes(version);

export const always = (): boolean => true;
