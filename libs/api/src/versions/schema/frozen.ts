import { type Shape, type ShapeMember } from './shape.ts';

/** The shape with nothing in it that a request could change: no secrets, and nothing mutable. */
export function frozen(shape: Shape): Shape {
  const members = shape.members.filter(({ secret }) => secret === undefined).map(frozenMember);
  return { ...shape, members, named: new Map(members.map((each) => [each.wire, each])) };
}

function frozenMember(member: ShapeMember): ShapeMember {
  const access = member.access === 'mutable' ? 'immutable' : member.access;
  return 'of' in member ? { ...member, access, of: frozen(member.of) } : { ...member, access };
}
