import { type Violation } from '../../errors/violation.ts';
import { quote } from '../../errors/quote.ts';
import { anyPath, elementPath, entryPath, memberPath } from '../schema/path.ts';
import {
  type ListMember,
  type MapMember,
  type Shape,
  type ShapeMember,
  type ValueMember,
  type Wire,
  wireOf,
} from '../schema/shape.ts';
import { type Findings } from './findings.ts';

const code = 'InvalidRequestContent';
const largest = 2 ** 31 - 1;
/** Far above what any rule allows; they bound the work that a body can cause. */
const longestList = 100;
const largestMap = 1_000;
const largestMapOfObjects = 100;

const isObject = (json: unknown): json is Record<string, unknown> =>
  typeof json === 'object' && json !== null && !Array.isArray(json);

const nameOf = (json: unknown): string =>
  Array.isArray(json) ? 'an array' : json === null ? 'null' : isObject(json) ? 'an object' : `a ${typeof json}`;

/**
 * The body as far as it has the form that the shape asks for. Members of another JSON type and unknown ones are
 * reported and left out. `null` stays, for it means something in a merge; an empty text becomes `null`.
 */
export function read(shape: Shape, json: unknown, path: string, findings: Findings): Wire {
  const wire = wireOf(shape);
  if (!isObject(json)) {
    const what = path === '' ? 'The body' : `'${path}'`;
    findings.add({ code, target: path, message: `${what} must be a JSON object, and is ${nameOf(json)}.` });
    return wire;
  }
  for (const name of Object.keys(json)) {
    if (findings.isFull) break;
    const value = json[name];
    const member = shape.named.get(name);
    if (member === undefined) findings.add(unknown(anyPath(path, name), shape));
    else wire[name] = value === null ? null : readMember(member, value, memberPath(path, name), findings);
  }
  return wire;
}

const unknown = (target: string, shape: Shape): Violation => ({
  code,
  target,
  message: `'${target}' does not exist in this API version. Remove it, or use one of: ${[...shape.named.keys()].join(', ')}.`,
});

function readMember(member: ShapeMember, value: unknown, path: string, findings: Findings): unknown {
  switch (member.kind) {
    case 'object':
      return isObject(value) ? read(member.of, value, path, findings) : wrong(path, 'a JSON object', value, findings);
    case 'list':
      return Array.isArray(value) ? list(member, value, path, findings) : wrong(path, 'an array', value, findings);
    case 'map':
      return isObject(value) ? map(member, value, path, findings) : wrong(path, 'a JSON object', value, findings);
    default:
      return readValue(member, value, path, findings);
  }
}

function readValue(member: ValueMember, value: unknown, path: string, findings: Findings): unknown {
  switch (member.kind) {
    case 'text':
      return typeof value === 'string' ? value || null : wrong(path, 'a string', value, findings);
    case 'integer':
      if (typeof value !== 'number') return wrong(path, 'a whole number', value, findings);
      if (Number.isInteger(value) && Math.abs(value) <= largest) return value;
      findings.add({ code, target: path, message: `'${path}' must be a whole number, and is ${quote(value)}.` });
      return undefined;
    case 'text-map':
      return isObject(value) ? textMap(value, path, findings) : wrong(path, 'a JSON object', value, findings);
  }
}

function wrong(path: string, expected: string, value: unknown, findings: Findings): undefined {
  findings.add({ code, target: path, message: `'${path}' must be ${expected}, and is ${nameOf(value)}.` });
}

/** A malformed element keeps its place, so that what follows does not speak of a missing one. */
function list(member: ListMember, values: unknown[], path: string, findings: Findings): Wire[] | undefined {
  if (values.length > longestList) {
    const message = `'${path}' has ${values.length} elements, and may have ${longestList}.`;
    findings.add({ code, target: path, message });
    return undefined;
  }
  return values.map((value, index) => {
    const name = isObject(value) ? value[member.key] : undefined;
    return read(member.of, value, elementPath(path, name, index), findings);
  });
}

function map({ of }: MapMember, json: Wire, path: string, findings: Findings): Wire | undefined {
  if (isTooLarge(json, largestMapOfObjects, path, findings)) return undefined;
  // Entries are made, not set: a key can be __proto__.
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [
      key,
      value === null ? null : read(of, value, entryPath(path, key), findings),
    ]),
  );
}

function isTooLarge(json: object, most: number, path: string, findings: Findings): boolean {
  const { length } = Object.keys(json);
  if (length <= most) return false;
  findings.add({ code, target: path, message: `'${path}' has ${length} members, and may have ${most}.` });
  return true;
}

function textMap(json: Record<string, unknown>, path: string, findings: Findings): Record<string, string> | undefined {
  if (isTooLarge(json, largestMap, path, findings)) return undefined;
  const entries = Object.entries(json);
  for (const [key, value] of entries) {
    if (typeof value !== 'string') wrong(entryPath(path, key), 'a string', value, findings);
  }
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
