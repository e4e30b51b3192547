import { exampleId, exampleLocation } from '../v2022-04-01/examples.ts';
import { tags } from './tag-rules.ts';

const violations = (asked: Record<string, string>) =>
  tags({ tags: asked }, { id: exampleId, location: exampleLocation });
const many = (count: number, key: number, value: number, sign = 'x') =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [String(n).padEnd(key, sign), sign.repeat(value)]));

describe('tags', () => {
  it('R190 may be 15 of the greatest length, or 50 of a usual one', () => {
    expect(violations(many(15, 512, 256))).toEqual([]);
    expect(violations(many(50, 60, 100))).toEqual([]);
  });

  it('R190 are together no more than the document can hold', () => {
    expect(violations(many(50, 512, 256))).toMatchObject([{ code: 'InvalidParameter', target: 'tags' }]);
    expect(violations(many(15, 512, 256, '\u4e00'))).toMatchObject([{ code: 'InvalidParameter', target: 'tags' }]);
  });

  it('says of a hundred thousand only that they are too many', () => {
    const asked = Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`<${n}`, '']));

    expect(violations(asked)).toMatchObject([{ code: 'InvalidParameter', target: 'tags' }]);
  });
});
