import { printed, refusals } from '../testing/refusals.ts';
import { createMessages } from './messages.ts';

function read(lines: readonly string[]): string[] {
  const messages = createMessages();
  for (const line of lines) messages.take(line);
  return messages.all();
}

it('joins the lines of an error that the binary has split', () => {
  const lines = [...printed('Loading Install Config...', 'debug'), ...printed(refusals.wrongSecret)];

  expect(lines.length).toBeGreaterThan(30);
  expect(read(lines)).toEqual([refusals.wrongSecret]);
});

it('keeps errors apart that something stands between, that have other levels, or that are quoted', () => {
  expect(
    read([
      'level=error msg=one',
      'level=debug msg=between',
      'level=error msg=two',
      'level=fatal msg=three',
      'level=error msg="four"',
      'level=error msg=five',
      'panic: six',
      'level=error msg=seven',
    ]),
  ).toEqual(['one', 'two', 'three', 'four', 'five', 'panic: six', 'seven']);
});

it('keeps the first line and the last ones of an error without end, and the last errors', () => {
  const endless = Array.from({ length: 1_000 }, (_, index) => `level=error msg=line ${index}`);
  const many = Array.from({ length: 1_000 }, (_, index) => `level=error msg="error ${index}"`);

  const [kept = ''] = read(endless);

  expect(kept.split('\n')).toHaveLength(200);
  expect(kept).toMatch(/^line 0\nline 801\n[^]*\nline 999$/);
  expect(read(many)).toEqual(Array.from({ length: 10 }, (_, index) => `error ${990 + index}`));
});
