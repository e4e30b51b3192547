import { type Directory } from '../directory.ts';
import { refuse } from './errors.ts';
import { type Caller } from './rights.ts';

/** A request below `/v1.0`, read and authenticated. */
export interface Call {
  method: string;
  /** `id` of the path, or as `(appId='...')`; absent for the collection. */
  key?: { id: string } | { appId: string };
  /** What follows the key: an action. */
  action: string;
  query: URLSearchParams;
  /** Undefined when there is none. */
  body: Record<string, unknown> | undefined;
  caller: Caller;
  directory: Directory;
  /** The URL of the collection. */
  url: string;
}

export interface Answer {
  status: number;
  body?: object;
  /** Of what was made. */
  location?: string;
}

/** @throws GraphError 400 when the body is no JSON object */
export function readJson(text: string): Record<string, unknown> | undefined {
  if (text.trim() === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse.body();
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw refuse.body();
  return value as Record<string, unknown>;
}

/** The one that the key names, for those who may write. @throws GraphError 403, 404 */
export function find<T extends { objectId: string; clientId: string }>(key: Call['key'], items: readonly T[]): T {
  const [member, wanted] =
    key === undefined
      ? ['objectId' as const, '']
      : 'id' in key
        ? ['objectId' as const, key.id]
        : ['clientId' as const, key.appId];
  const found = items.find((one) => one[member].toLowerCase() === wanted.toLowerCase());
  if (!found) throw refuse.absent(wanted);
  return found;
}

/** @throws GraphError 403 */
export function requireWriter({ mayWrite }: Caller): void {
  if (!mayWrite) throw refuse.rights();
}
