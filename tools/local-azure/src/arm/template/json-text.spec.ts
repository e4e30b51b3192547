import fc from 'fast-check';
import { JsonSyntaxError, readJsonText } from './json-text.ts';

it('reads whatever JSON.stringify writes, however it is laid out', () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), fc.integer({ min: 0, max: 3 }), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      expect(readJsonText(text).value).toEqual(JSON.parse(text));
    }),
    { numRuns: 300 },
  );
});

it('reads the body in which az splices a template behind a bare name', () => {
  const template = `{
  // what is deployed
  "resources": [ /* nothing */ ],
}`;
  const body = `{"properties": {"parameters": {}, "mode": "Incremental", template:${template}}}`;

  expect(readJsonText(body).value).toEqual({
    properties: { parameters: {}, mode: 'Incremental', template: { resources: [] } },
  });
});

it('knows the line and column where each object begins', () => {
  const { value, positionOf } = readJsonText('{\n  "a": {"b": [\n    {}]}\n}');
  const { a } = value as { a: { b: object[] } };

  expect([value, a, a.b, a.b[0], 'text'].map((one) => positionOf(one))).toEqual([
    { line: 1, column: 1 },
    { line: 2, column: 8 },
    { line: 2, column: 14 },
    { line: 3, column: 5 },
    undefined,
  ]);
});

it('keeps a member called __proto__ a member', () => {
  const { value } = readJsonText('{"__proto__": {"a": 1}}');

  expect(Object.keys(value as object)).toEqual(['__proto__']);
  expect(value).not.toHaveProperty('a');
});

it.each([
  ['', 1, 1],
  ['{"a" 1}', 1, 6],
  ['{\n"a": nul}', 2, 6],
  ['[1 2]', 1, 4],
  ['"open', 1, 6],
  ['{} {}', 1, 4],
  [`${'['.repeat(300)}`, 1, 202],
])('says where %.20j stops being JSON', (text, line, column) => {
  expect(() => readJsonText(text)).toThrow(`line ${line}, position ${column}.`);
  expect(() => readJsonText(text)).toThrow(JsonSyntaxError);
});
