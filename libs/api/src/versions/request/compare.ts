import { type Violation } from '../../errors/violation.ts';
import { elementPath, memberPath } from '../schema/path.ts';
import { sameValue } from '../schema/sameness.ts';
import { type ListMember, type Shape, type ShapeMember, type Wire } from '../schema/shape.ts';
import { sameElement } from './merge.ts';

/** Required members that are not there. Of a stored cluster, only those count that it has: it may be of another version. */
export function missing(shape: Shape, next: Wire, stored: Wire | undefined, creating: boolean, path = ''): Violation[] {
  const whole = creating || stored === undefined;
  return shape.members.flatMap((member) => {
    const at = memberPath(path, member.wire);
    const value = next[member.wire];
    const before = stored?.[member.wire];
    if (value === undefined) return member.required && (whole || before !== undefined) ? [absent(at)] : [];
    if (member.kind === 'object') return missing(member.of, value as Wire, before as Wire | undefined, creating, at);
    if (member.kind !== 'list') return [];
    return (value as Wire[]).flatMap((element, index) => {
      const known = ((before ?? []) as Wire[]).find(sameElement(member, element));
      return missing(member.of, element, known, creating, elementPath(at, element[member.key], index));
    });
  });
}

const absent = (path: string): Violation => ({
  code: 'InvalidParameter',
  target: path,
  message: `'${path}' is required. Give it a value.`,
});

/** Changes that nobody may make: of read-only members always, of immutable ones once the cluster exists. */
export function changes(shape: Shape, next: Wire, stored: Wire | undefined, creating: boolean, path = ''): Violation[] {
  return shape.members.flatMap((member) => {
    const at = memberPath(path, member.wire);
    const [value, before] = [next[member.wire], stored?.[member.wire]];
    if (member.kind === 'object') {
      return changes(member.of, (value ?? {}) as Wire, before as Wire | undefined, creating, at);
    }
    if (member.kind === 'list') return listChanges(member, value, before, creating, at);
    const fixed = member.access === 'read-only' || (member.access === 'immutable' && !creating);
    return fixed && !sameValue(member, value, before) ? [changed(member, at, creating)] : [];
  });
}

function listChanges(member: ListMember, value: unknown, before: unknown, creating: boolean, at: string): Violation[] {
  const elements = (value ?? []) as Wire[];
  const known = (before ?? []) as Wire[];
  const same = elements.length === known.length && elements.every((each) => known.some(sameElement(member, each)));
  if (member.access !== 'mutable' && !creating && !same) return [changed(member, at, creating)];
  return elements.flatMap((element, index) => {
    const stored = known.find(sameElement(member, element));
    return changes(member.of, element, stored, creating, elementPath(at, element[member.key], index));
  });
}

function changed({ access, mismatch }: ShapeMember, path: string, creating: boolean): Violation {
  if (creating && mismatch !== undefined) {
    return { code: mismatch, target: path, message: `'${path}' contradicts the path of the request. Leave it out.` };
  }
  const why = access === 'read-only' ? 'is set by the service' : 'cannot change once the cluster exists';
  return {
    code: 'PropertyChangeNotAllowed',
    target: path,
    message: `'${path}' ${why}. Leave it out, or send the value that GET returns.`,
  };
}
