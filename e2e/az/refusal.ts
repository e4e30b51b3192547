import { type Ran } from './azure-cli.ts';

/** What `az` prints of an error: `ERROR: (Code) Message`, all in one line. */
export function expectRefusal({ status, errors }: Ran, code: string, hint: RegExp): void {
  const line = errors.split('\n').find((one) => one.startsWith('ERROR: '));
  expect(line ?? errors).toMatch(new RegExp(`^ERROR: \\(${code}\\) .*${hint.source}`));
  expect(status).toBe(1);
}
