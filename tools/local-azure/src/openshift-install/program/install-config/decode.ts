import { parse } from 'yaml';
import { Failure } from '../failure.ts';
import { quote } from '../go-text.ts';
import { parseCidr } from './cidr.ts';
import { type Shape } from './schema.ts';

export interface Decoded {
  value: unknown;
  /** The first member that is not known; it is not in `value`. */
  unknown?: string;
}

const decoding = 'error unmarshaling JSON: while decoding JSON';

/** Members are read in the order of their names, as the YAML library of the binary turns them into JSON first. */
export function decode(text: string, shape: Shape): Decoded {
  const unknown: string[] = [];
  const value = take(parseYaml(text), shape, 'InstallConfig', unknown);
  return { value, ...(unknown[0] !== undefined && { unknown: unknown[0] }) };
}

/** Go's message for the member, without what precedes it. */
export const unknownMember = (name: string): string => `${decoding}: json: unknown field ${quote(name)}`;

function take(value: unknown, shape: Shape, path: string, unknown: string[]): unknown {
  // `null` leaves a member as it is in Go.
  if (value === null || value === undefined) return undefined;
  if (shape === 'cidr') return takeCidr(value, path);
  if (typeof shape === 'string') {
    if (typeof value === shape) return value;
    throw wrong(value, path, { string: 'string', number: 'int64', boolean: 'bool' }[shape]);
  }
  if (isList(shape)) {
    if (!Array.isArray(value)) throw wrong(value, path, 'slice');
    return value.map((one) => take(one, shape[0], path, unknown));
  }
  if (typeof value !== 'object' || Array.isArray(value)) throw wrong(value, path, 'struct');
  const members = Object.entries(value as Record<string, unknown>).sort(([one], [other]) => (one < other ? -1 : 1));
  const free = Object.keys(shape).length === 0;
  return Object.fromEntries(
    members.flatMap(([name, member]) => {
      if (free) return [[name, member]];
      const inner = shape[name];
      if (inner === undefined) {
        unknown.push(name);
        return [];
      }
      const taken = take(member, inner, `${path}.${name}`, unknown);
      return taken === undefined ? [] : [[name, taken]];
    }),
  );
}

function takeCidr(value: unknown, path: string): string {
  if (typeof value !== 'string') throw wrong(value, path, 'string');
  if (!parseCidr(value))
    throw new Failure(`${decoding}: failed to Parse cidr string to net.IPNet: invalid CIDR address: ${value}`);
  return value;
}

const isList = (shape: Shape): shape is readonly [Shape] => Array.isArray(shape);

function wrong(value: unknown, path: string, type: string): Failure {
  const kind = Array.isArray(value) ? 'array' : value !== null && typeof value === 'object' ? 'object' : typeof value;
  const named = kind === 'boolean' ? 'bool' : kind;
  return new Failure(`${decoding}: json: cannot unmarshal ${named} into Go struct field ${path} of type ${type}`);
}

/** The parser's own message quotes the lines around the fault, and the pull secret is in there. */
function parseYaml(text: string): unknown {
  try {
    return parse(text, { prettyErrors: false });
  } catch (error) {
    const [at = 0] = (error as { pos?: number[] }).pos ?? [];
    throw new Failure(
      `error converting YAML to JSON: yaml: line ${text.slice(0, at).split('\n').length}: invalid YAML`,
    );
  }
}
