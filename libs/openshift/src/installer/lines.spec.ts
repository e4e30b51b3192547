import { createLines, parseLogLine } from './lines.ts';

it.each([
  ['level=error msg=failed to load asset "Install Config": no', 'error', 'failed to load asset "Install Config": no'],
  ['level=error msg="Install Config" is wrong', 'error', '"Install Config" is wrong'],
  ['level=error msg=  "error": "invalid_client",', 'error', '  "error": "invalid_client",'],
  ['level=error', 'error', ''],
])('reads a line of standard error: %s', (line, level, message) => {
  expect(parseLogLine(line)).toEqual({ level, message, isQuoted: false });
});

it.each([
  ['level=error msg="a \\"b\\"\\nc"', 'error', 'a "b"\nc'],
  ['time="2026-11-22T12:00:00Z" level=info msg="two words" extra=1', 'info', 'two words'],
  ['level=fatal msg="cut \\"off', 'fatal', 'cut "off'],
])('reads a line that is quoted: %s', (line, level, message) => {
  expect(parseLogLine(line)).toEqual({ level, message, isQuoted: true });
});

it('knows what is no line of a log', () => {
  expect(parseLogLine('panic: runtime error')).toBeUndefined();
});

it('cuts any chunks into the same lines, and the last without a line end', () => {
  const lines: string[] = [];
  const cutter = createLines((line) => lines.push(line));

  for (const chunk of ['on', 'e\r\ntw', 'o\n\nthr', 'ee']) cutter.write(chunk);
  cutter.end();

  expect(lines).toEqual(['one', 'two', 'three']);
});
