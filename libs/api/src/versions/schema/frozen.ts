import { type Shape, type ShapeMember } from './shape.ts';

/**
 * The shape with nothing in it that a request could change but what is at these wire paths: no secrets, and nothing
 * else that is mutable.
 */
export function frozen(shape: Shape, but: ReadonlySet<string> = new Set(), path = ''): Shape {
  const members = shape.members
    .filter(({ secret }) => secret === undefined)
    .map((member) => frozenMember(member, but, `${path}${member.wire}`));
  return { ...shape, members, named: new Map(members.map((each) => [each.wire, each])) };
}

function frozenMember(member: ShapeMember, but: ReadonlySet<string>, path: string): ShapeMember {
  if (but.has(path)) return member;
  const access = member.access === 'mutable' ? 'immutable' : member.access;
  return 'of' in member ? { ...member, access, of: frozen(member.of, but, `${path}.`) } : { ...member, access };
}
