import { validateSync, type ValidationError, type ValidatorOptions } from 'class-validator';
import { oneOf, quote } from '../../errors/quote.ts';
import { type Violation } from '../../errors/violation.ts';
import { memberPath } from '../schema/path.ts';
import { sameValue } from '../schema/sameness.ts';
import { type ShapeMember } from '../schema/shape.ts';
import { type Findings } from './findings.ts';
import { type Place } from './places.ts';

const options: ValidatorOptions = {
  skipUndefinedProperties: true,
  forbidUnknownValues: false,
  validationError: { target: false, value: false },
};

/**
 * Reports what enumerations and class-validator's rules find in the object's own values. A value that is stored already is not looked at
 * again: rules become stricter over the years, and a cluster that was right once must stay changeable.
 */
export function findInvalid({ shape, next, stored, path }: Place, findings: Findings): void {
  const news = new Set<string>();
  for (const member of shape.members) {
    if ('of' in member || sameValue(member, next[member.wire], stored?.[member.wire])) continue;
    news.add(member.wire);
    findings.add(...outside(member, next[member.wire], memberPath(path, member.wire)));
  }
  if (news.size === 0) return;
  for (const error of validateSync(next, options)) {
    if (news.has(error.property)) report(error, path, findings);
  }
}

/** A value that the version's enumeration lacks. */
function outside({ enumeration }: ShapeMember, value: unknown, target: string): Violation[] {
  if (enumeration === undefined || enumeration.isOpen || typeof value !== 'string') return [];
  if (enumeration.values.includes(value)) return [];
  const message = `${quote(value)} is not allowed; use ${oneOf(enumeration.values)}.`;
  return [{ code: 'InvalidParameter', target, message }];
}

function report({ property, constraints = {}, contexts }: ValidationError, path: string, findings: Findings): void {
  for (const [rule, message] of Object.entries(constraints)) {
    const context = contexts?.[rule] as { code?: string } | undefined;
    findings.add({ code: context?.code ?? 'InvalidParameter', target: memberPath(path, property), message });
  }
}
