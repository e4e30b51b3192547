import { memberPath } from '../schema/path.ts';
import { type Findings } from './findings.ts';
import { type Place } from './places.ts';

/**
 * Reports required members that are not there. Of a stored object, only those count that it has: a cluster made by
 * another API version may lack what this one requires.
 */
export function findMissing({ shape, next, stored, path }: Place, creating: boolean, findings: Findings): void {
  const isNew = creating || stored === undefined;
  for (const member of shape.members) {
    if (!member.required || next[member.wire] !== undefined) continue;
    if (!isNew && stored[member.wire] === undefined) continue;
    const target = memberPath(path, member.wire);
    findings.add({ code: 'InvalidParameter', target, message: `'${target}' is required. Give it a value.` });
  }
}
