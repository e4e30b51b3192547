import { validateSync, type ValidationError, type ValidatorOptions } from 'class-validator';
import { memberPath } from '../schema/path.ts';
import { sameValue } from '../schema/sameness.ts';
import { type Findings } from './findings.ts';
import { type Place } from './places.ts';

const options: ValidatorOptions = {
  skipUndefinedProperties: true,
  forbidUnknownValues: false,
  validationError: { target: false, value: false },
};

/**
 * Reports what class-validator's rules find in the object's own values. A value that is stored already is not looked at
 * again: rules become stricter over the years, and a cluster that was right once must stay changeable.
 */
export function findInvalid({ shape, next, stored, path }: Place, findings: Findings): void {
  const news = new Set<string>();
  for (const member of shape.members) {
    if (member.kind === 'object' || member.kind === 'list') continue;
    if (!sameValue(member, next[member.wire], stored?.[member.wire])) news.add(member.wire);
  }
  if (news.size === 0) return;
  for (const error of validateSync(next, options)) {
    if (news.has(error.property)) report(error, path, findings);
  }
}

function report({ property, constraints = {}, contexts }: ValidationError, path: string, findings: Findings): void {
  for (const [rule, message] of Object.entries(constraints)) {
    const context = contexts?.[rule] as { code?: string } | undefined;
    findings.add({ code: context?.code ?? 'InvalidParameter', target: memberPath(path, property), message });
  }
}
