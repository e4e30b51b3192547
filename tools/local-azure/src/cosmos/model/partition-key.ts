import { type PartitionKeyDefinition } from './definitions.ts';
import { effectivePartitionKey } from './effective-partition-key.ts';
import { badRequest, keyMismatch } from './errors.ts';

/** `undefined` is a key whose property is missing: a value of its own, beside `null`. */
export type KeyComponent = string | number | boolean | null | undefined;

export interface PartitionKey {
  readonly components: readonly KeyComponent[];
  /** Canonical: equal exactly for equal keys, and distinct by type. */
  readonly text: string;
  /** Upper-case hexadecimal. */
  readonly epk: string;
  /** False for a prefix of a hierarchical key. */
  readonly isComplete: boolean;
}

export function partitionKey(components: readonly KeyComponent[], definition: PartitionKeyDefinition): PartitionKey {
  return {
    components,
    text: JSON.stringify(components.map((component) => (component === undefined ? {} : component))),
    epk: effectivePartitionKey(components, definition.kind),
    isComplete: components.length === definition.paths.length,
  };
}

const isMissing = (value: unknown) =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;

const isScalar = (value: unknown): value is string | number | boolean | null =>
  value === null || ['string', 'number', 'boolean'].includes(typeof value);

/** Reads `x-ms-documentdb-partitionkey`: a JSON array in which `{}` stands for a missing value. @throws CosmosError 400 */
export function parseKeyHeader(header: string, definition: PartitionKeyDefinition): PartitionKey {
  let values: unknown;
  try {
    values = JSON.parse(header);
  } catch {
    throw badRequest(`Invalid partition key: ${header}`);
  }
  if (!Array.isArray(values) || values.length === 0 || values.length > definition.paths.length) throw keyMismatch();
  const components = values.map((value: unknown): KeyComponent => {
    if (isMissing(value)) return undefined;
    if (isScalar(value)) return value;
    throw badRequest('Partition key values must be strings, numbers, booleans or null.');
  });
  return partitionKey(components, definition);
}

/** `/a/"b c"` as `['a', 'b c']`. */
export const splitPath = (path: string): string[] =>
  [...path.matchAll(/\/(?:"((?:[^"\\]|\\.)*)"|([^/]*))/g)].map((match) => match[1] ?? match[2] ?? '');

export function valueAt(document: unknown, path: readonly string[]): unknown {
  let value = document;
  for (const name of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** The key that a document's own members give. @throws CosmosError 400 where one of them is no scalar */
export function keyOf(document: Record<string, unknown>, definition: PartitionKeyDefinition): PartitionKey {
  const components = definition.paths.map((path): KeyComponent => {
    const value = valueAt(document, splitPath(path));
    if (value === undefined || isScalar(value)) return value;
    throw badRequest(`The value at the partition key path ${path} is no scalar.`);
  });
  return partitionKey(components, definition);
}
