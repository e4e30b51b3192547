import { badRequest, preconditionFailed } from './errors.ts';
import { type Document } from './items.ts';

export interface PatchOperation {
  op: string;
  path: string;
  value?: unknown;
  from?: string;
}

export interface PatchRequest {
  operations: PatchOperation[];
  /** `from c where ...` */
  condition?: string;
}

const maxOperations = 10;

/** An array of operations, or `{operations, condition}`. @throws CosmosError 400 */
export function parsePatch(body: unknown): PatchRequest {
  const { operations, condition } = (Array.isArray(body) ? { operations: body } : (body ?? {})) as Record<
    string,
    unknown
  >;
  if (!Array.isArray(operations) || operations.length === 0) throw badRequest('A patch needs operations.');
  if (operations.length > maxOperations) {
    throw badRequest(`A patch has at most ${maxOperations} operations, not ${operations.length}.`);
  }
  return {
    operations: operations as PatchOperation[],
    ...(condition === undefined ? {} : { condition: String(condition) }),
  };
}

type Node = Record<string, unknown> | unknown[];
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

const segments = (path: unknown): string[] => {
  if (typeof path !== 'string' || !path.startsWith('/') || path === '/')
    throw badRequest(`Invalid patch path '${String(path)}'.`);
  return path
    .slice(1)
    .split('/')
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
};

/** Where the last segment of a path lives. */
function locate(document: Document, path: string): { parent: Node; name: string } {
  const names = segments(path);
  let parent: unknown = document;
  for (const name of names.slice(0, -1)) {
    parent = isNode(parent) && Object.hasOwn(parent, name) ? (parent as Document)[name] : undefined;
  }
  if (!isNode(parent)) throw badRequest(`The path '${path}' does not exist in the item.`);
  return { parent, name: names.at(-1) ?? '' };
}

/** An index into `array`; one past its end, or `-`, where something can be added. */
function indexOf(array: unknown[], name: string, end: number): number {
  const index = name === '-' ? array.length : Number(name);
  if (!/^(\d+|-)$/.test(name) || index > end) throw badRequest(`'${name}' is no place in an array of ${array.length}.`);
  return index;
}

function read(document: Document, path: string): unknown {
  const { parent, name } = locate(document, path);
  if (!Object.hasOwn(parent, name)) throw badRequest(`The path '${path}' does not exist in the item.`);
  return (parent as Document)[name];
}

function put(document: Document, path: string, value: unknown, how: 'add' | 'set' | 'replace'): void {
  if (value === undefined) throw badRequest(`The operation ${how} on '${path}' needs a value.`);
  const { parent, name } = locate(document, path);
  if (how === 'replace') read(document, path);
  if (!Array.isArray(parent)) parent[name] = value;
  else if (how === 'add') parent.splice(indexOf(parent, name, parent.length), 0, value);
  else parent[indexOf(parent, name, parent.length)] = value;
}

function remove(document: Document, path: string): void {
  const { parent, name } = locate(document, path);
  read(document, path);
  if (Array.isArray(parent)) parent.splice(indexOf(parent, name, parent.length - 1), 1);
  else Reflect.deleteProperty(parent, name);
}

function increment(document: Document, path: string, by: unknown): void {
  if (typeof by !== 'number') throw badRequest(`The operation incr on '${path}' needs a number.`);
  const { parent, name } = locate(document, path);
  const current = Object.hasOwn(parent, name) ? (parent as Document)[name] : 0;
  if (typeof current !== 'number') throw badRequest(`The value at '${path}' is no number.`);
  (parent as Document)[name] = current + by;
}

function applyOne(document: Document, { op, path, value, from }: PatchOperation): void {
  if (op === 'add' || op === 'set' || op === 'replace') return put(document, path, value, op);
  if (op === 'remove') return remove(document, path);
  if (op === 'incr') return increment(document, path, value);
  if (op === 'move') {
    const moved = read(document, String(from));
    remove(document, String(from));
    return put(document, path, moved, 'add');
  }
  throw badRequest(`The patch operation '${op}' is not supported.`);
}

/**
 * @param document changed in place; pass a copy
 * @param holds says whether a condition is true of it
 * @throws CosmosError 400 for a path that does not exist or belongs to the server, 412 when the condition is false
 */
export function applyPatch(document: Document, request: PatchRequest, holds: (condition: string) => boolean): Document {
  if (request.condition !== undefined && !holds(request.condition)) throw preconditionFailed();
  for (const operation of request.operations) {
    const [root] = segments(operation.path);
    if (root === 'id' || root?.startsWith('_')) throw badRequest(`The path '${operation.path}' cannot be patched.`);
    applyOne(document, operation);
  }
  return document;
}
