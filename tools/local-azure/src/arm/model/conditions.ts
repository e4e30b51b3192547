import { refusals } from './errors.ts';

/** A request's `If-Match` and `If-None-Match`, as sent. */
export interface Conditions {
  ifMatch?: string;
  ifNoneMatch?: string;
}

const bare = (etag: string): string => etag.trim().replace(/^W\//, '').replace(/^"|"$/g, '');

/**
 * The one place that judges ETags: `If-Match` with `*` or a value on what is absent, another value, and
 * `If-None-Match: *` on what exists are 412 (ARM RPC, addendum on ETags). Weak and strong tags compare alike.
 * @param etag of the stored resource; undefined when there is none
 */
export function checkConditions(conditions: Conditions, etag: string | undefined, what: string): void {
  const { ifMatch, ifNoneMatch } = conditions;
  if (ifNoneMatch !== undefined && etag !== undefined && (ifNoneMatch.trim() === '*' || bare(ifNoneMatch) === etag))
    throw refusals.preconditionFailed(`${what} exists already and hence cannot be created again.`);
  if (ifMatch === undefined) return;
  if (etag === undefined)
    throw refusals.preconditionFailed(
      `The condition '${ifMatch}' in the If-Match header was not satisfied: ${what} does not exist.`,
    );
  if (ifMatch.trim() !== '*' && bare(ifMatch) !== bare(etag))
    throw refusals.preconditionFailed(
      `The condition '${bare(ifMatch)}' in the If-Match header was not satisfied. The current was '${bare(etag)}'.`,
    );
}
