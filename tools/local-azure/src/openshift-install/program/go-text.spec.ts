import { fields } from './go-text.ts';

it.each([
  ['Fetching', 'level=Fetching'],
  ['a/b@c+d^e_f.g-1', 'level=a/b@c+d^e_f.g-1'],
  ['', 'level=""'],
  ['two words', 'level="two words"'],
  ['say "x"\n\tC:\\', 'level="say \\"x\\"\\n\\tC:\\\\"'],
  ['\x00\x07\x1b\x7f', 'level="\\x00\\a\\x1b\\x7f"'],
  ['größer', 'level="größer"'],
])('prints %j as %s', (value, expected) => {
  expect(fields({ level: value })).toBe(expected);
});
