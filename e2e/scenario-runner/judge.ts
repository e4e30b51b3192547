import { type Answer, type ApiError } from '../harness/customer.ts';
import { type Expectation } from './step.ts';

/**
 * Compares an answer with what it must be, all at once, so that one failure shows everything that differs.
 * A refusal must have the form of one whether or not a code is named. @throws what `expect` throws
 */
export function judge(answer: Answer, wanted: Expectation): void {
  const { error } = answer.body;
  const { status, code, target, details, message, headers, body } = wanted;
  const seen = {
    status: answer.status,
    ...(code !== undefined && { code: error?.code, target: error?.target, details: problemsOf(error) }),
    ...(message !== undefined && { message: error?.message }),
    ...(headers && { headers: headersOf(answer, headers) }),
  };

  const what = {
    status,
    ...(code !== undefined && { code, target, details: details && inOrder(details) }),
    ...(message !== undefined && { message: matching(message) }),
    ...(headers && { headers: patternsOf(headers) }),
  };
  // The body of an answer that is not the wanted one says why.
  if (answer.status === status) expect(seen).toEqual(what);
  else expect({ ...seen, body: answer.body }).toEqual(what);
  if (status >= 400 && Object.keys(answer.body).length > 0)
    expect(answer.body).toEqual({
      error: expect.objectContaining({ code: matching('.'), message: matching('.') }) as unknown,
    });
  if (body !== undefined) expectPart(answer.body, body);
}

/**
 * Mappings of `value` may have more members than `wanted` names; `null` stands for a member that must be absent or
 * null, and a string that begins with `~ ` for a regular expression.
 */
export function expectPart(value: unknown, wanted: unknown): void {
  expect(project(value, wanted)).toEqual(patternIn(wanted));
}

/** The part of a value that `wanted` speaks of. */
function project(value: unknown, wanted: unknown): unknown {
  if (Array.isArray(wanted) && Array.isArray(value)) return value.map((each, index) => project(each, wanted[index]));
  if (!isMapping(wanted) || !isMapping(value)) return value ?? null;
  return Object.fromEntries(Object.entries(wanted).map(([name, member]) => [name, project(value[name], member)]));
}

function patternIn(wanted: unknown): unknown {
  if (typeof wanted === 'string') return wanted.startsWith('~ ') ? matching(wanted.slice(2)) : wanted;
  if (Array.isArray(wanted)) return wanted.map(patternIn);
  if (!isMapping(wanted)) return wanted;
  return Object.fromEntries(Object.entries(wanted).map(([name, member]) => [name, patternIn(member)]));
}

const isMapping = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const matching = (pattern: string): unknown => expect.stringMatching(pattern);

interface Problem {
  code: string;
  target?: string | undefined;
}

const problemsOf = (error: ApiError | undefined) =>
  error?.details && inOrder(error.details.map(({ code, target }) => ({ code, target })));

const inOrder = (problems: readonly Problem[]) =>
  [...problems].sort((one, other) => keyOf(one).localeCompare(keyOf(other)));
const keyOf = ({ target = '', code }: Problem): string => `${target} ${code}`;

const headersOf = ({ headers }: Answer, wanted: object) =>
  Object.fromEntries(Object.keys(wanted).map((name) => [name, headers.get(name)]));

const patternsOf = (wanted: Record<string, string | null>) =>
  Object.fromEntries(
    Object.entries(wanted).map(([name, pattern]) => [name, pattern === null ? null : matching(pattern)]),
  );
