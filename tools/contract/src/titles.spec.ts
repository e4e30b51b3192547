import { titlesIn } from './titles.ts';

describe('titlesIn', () => {
  it('finds titles of single and tabled tests, whatever quotes they have', () => {
    const source = [
      "it('R001 R002 is one', () => undefined);",
      "it.each([['a', 'R is no number'], ['R12 neither']])('R003 is %s', () => undefined);",
      'it("R004 isn\'t another", () => undefined);',
      "it('R005 isn\\'t a third', () => undefined);",
    ].join('\n');

    expect(titlesIn(source)).toEqual([
      { numbers: ['R001', 'R002'], sentence: 'is one' },
      { numbers: ['R003'], sentence: 'is %s' },
      { numbers: ['R004'], sentence: "isn't another" },
      { numbers: ['R005'], sentence: "isn't a third" },
    ]);
  });
});
