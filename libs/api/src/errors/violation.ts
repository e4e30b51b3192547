import { CloudError } from './cloud-error.ts';

/** One thing that is wrong with a request. A value: validators return violations and never throw. */
export interface Violation {
  /** One of ARM's codes; see `catalogue.ts`. */
  readonly code: string;
  readonly message: string;
  /** The wire path of the value at fault, in the API version of the request; empty when it is the whole body. */
  readonly target: string;
}

/** So many places a reader takes in; `details` has them all. */
const namedPlaces = 10;

const entry = ({ code, message, target }: Violation) => ({ code, message, ...(target === '' ? {} : { target }) });

/**
 * The answer to a request with these violations: 400; one as itself, several under `details` (ARM RPC
 * "common-api-details") with their common code, or `InvalidParameter` when they differ.
 * @throws RangeError when there is none, for then there is nothing to answer
 */
export function combine(violations: readonly Violation[]): CloudError {
  const [first, ...rest] = violations;
  if (first === undefined) throw new RangeError('combine() needs at least one violation');
  if (rest.length === 0) return new CloudError(400, entry(first));
  const code = rest.every((other) => other.code === first.code) ? first.code : 'InvalidParameter';
  const places = violations.slice(0, namedPlaces).map(({ target }) => target || 'the body');
  const more = violations.length > places.length ? ` and ${violations.length - places.length} more` : '';
  return new CloudError(400, {
    code,
    message: `${violations.length} values of the request are not accepted: ${places.join(', ')}${more}. Each is explained under 'details'; correct them all and send the request again.`,
    details: violations.map(entry),
  });
}
