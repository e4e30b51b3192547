import { validateSync, type ValidationError, type ValidatorOptions } from 'class-validator';
import { type Violation } from '../../errors/violation.ts';
import { elementPath, memberPath } from '../schema/path.ts';
import { sameValue } from '../schema/sameness.ts';
import { type Shape, type Wire } from '../schema/shape.ts';
import { sameElement } from './merge.ts';

const options: ValidatorOptions = {
  skipUndefinedProperties: true,
  forbidUnknownValues: false,
  validationError: { target: false, value: false },
};

/**
 * What class-validator's rules find in each object. A value that is stored already is not looked at again: rules become
 * stricter over the years, and a cluster that was right once must stay changeable.
 */
export function values(shape: Shape, next: Wire, stored: Wire | undefined, path = ''): Violation[] {
  const found = next === stored ? [] : validateSync(next, options).flatMap(violationOf(shape, next, stored, path));
  for (const member of shape.members) {
    const at = memberPath(path, member.wire);
    const [value, before] = [next[member.wire], stored?.[member.wire]];
    if (value === undefined || value === before) continue;
    if (member.kind === 'object') found.push(...values(member.of, value as Wire, before as Wire | undefined, at));
    if (member.kind === 'list') {
      (value as Wire[]).forEach((element, index) => {
        const known = ((before ?? []) as Wire[]).find(sameElement(member, element));
        found.push(...values(member.of, element, known, elementPath(at, element[member.key], index)));
      });
    }
  }
  return found;
}

const violationOf =
  (shape: Shape, next: Wire, stored: Wire | undefined, path: string) =>
  ({ property, constraints = {}, contexts }: ValidationError): Violation[] => {
    const member = shape.named.get(property);
    const [first] = Object.entries(constraints);
    if (member === undefined || first === undefined) return [];
    if (stored !== undefined && sameValue(member, next[property], stored[property])) return [];
    const [rule, message] = first;
    const context = contexts?.[rule] as { code?: string } | undefined;
    return [{ code: context?.code ?? 'InvalidParameter', target: memberPath(path, property), message }];
  };
