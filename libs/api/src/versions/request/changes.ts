import { type Violation } from '../../errors/violation.ts';
import { memberPath } from '../schema/path.ts';
import { sameValue } from '../schema/sameness.ts';
import { entryAt } from '../schema/entries.ts';
import { type ListMember, type MapMember, type Shape, type ShapeMember, type Wire } from '../schema/shape.ts';
import { type Findings } from './findings.ts';
import { type Place, sameElement } from './places.ts';

/** Reports changes that nobody may make: of read-only members always, of immutable ones once the cluster exists. */
export function findChanges({ shape, next, stored, path }: Place, creating: boolean, findings: Findings): void {
  for (const member of shape.members) {
    const value = next[member.wire];
    const before = stored?.[member.wire];
    if (value === before || !isChanged(member, value, before, creating)) continue;
    findings.add(changed(member, memberPath(path, member.wire), creating));
  }
}

function isChanged(member: ShapeMember, value: unknown, before: unknown, creating: boolean): boolean {
  switch (member.kind) {
    case 'object':
      return (
        member.absent === true &&
        member.access !== 'mutable' &&
        !creating &&
        (value === undefined) !== (before === undefined)
      );
    case 'list':
      if (member.access === 'read-only') return !sameElements(member, value, before);
      return member.access !== 'mutable' && !creating && !sameNames(member, value, before);
    case 'map':
      return member.access !== 'mutable' && !creating && !sameKeys(member, value, before);
    default: {
      const isFixed = member.access === 'read-only' || (member.access === 'immutable' && !creating);
      return isFixed && !sameValue(member, value, before ?? member.fallback);
    }
  }
}

/** The elements may come in another order; what each of them says is compared by itself. */
function sameNames(member: ListMember, value: unknown, before: unknown): boolean {
  const [after, known] = [(value ?? []) as Wire[], (before ?? []) as Wire[]];
  const isIn = (list: Wire[]) => (each: Wire) => list.some(sameElement(member, each));
  return after.length === known.length && after.every(isIn(known)) && known.every(isIn(after));
}

function sameKeys(member: MapMember, value: unknown, before: unknown): boolean {
  const [after, known] = [(value ?? {}) as Wire, (before ?? {}) as Wire];
  const keys = Object.keys(after);
  return keys.length === Object.keys(known).length && keys.every((key) => entryAt(member, known, key));
}

/** Of a list that only the service writes: all that each element says is the same. */
function sameElements(member: ListMember, value: unknown, before: unknown): boolean {
  const [after, known] = [(value ?? []) as Wire[], (before ?? []) as Wire[]];
  const isKnown = (each: Wire) => sameWire(member.of, each, known.find(sameElement(member, each)));
  return after.length === known.length && sameNames(member, after, known) && after.every(isKnown);
}

/** Of objects whose members are all values. */
const sameWire = ({ members }: Shape, a: Wire, b: Wire = {}): boolean =>
  members.every(({ wire, ...member }) => 'of' in member || sameValue(member, a[wire], b[wire] ?? member.fallback));

function changed({ access, mismatch }: ShapeMember, target: string, creating: boolean): Violation {
  if (creating && mismatch !== undefined) {
    return { code: mismatch, target, message: `'${target}' contradicts the path of the request. Leave it out.` };
  }
  const why = access === 'read-only' ? 'is set by the service' : 'cannot change once the cluster exists';
  return {
    code: 'PropertyChangeNotAllowed',
    target,
    message: `'${target}' ${why}. Leave it out, or send the value that GET returns.`,
  };
}
