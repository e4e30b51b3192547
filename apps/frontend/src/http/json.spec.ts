import { CloudError } from '@aro-rp/api';
import { parseJson } from './json.ts';

const outcome = (text: string | Uint8Array): unknown => {
  try {
    return parseJson(typeof text === 'string' ? Buffer.from(text) : text);
  } catch (error) {
    if (!(error instanceof CloudError)) throw error;
    return `${error.status} ${error.body.code}`;
  }
};
const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);
const objects = (depth: number) => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth);

describe('parseJson', () => {
  it.each(['null', '0', '"a"', '[]', '{"a":[{"b":null}]}', '"\\ud83d\\ude00 😀"', nested(64), objects(64)])(
    'reads %.80s',
    (text) => {
      expect(outcome(text)).toEqual(JSON.parse(text));
    },
  );

  it('leaves out a byte order mark', () => {
    expect(outcome('\ufeff{}')).toEqual({});
  });

  it.each([
    '',
    '{',
    'NaN',
    nested(66),
    objects(66),
    nested(500_000),
    objects(150_000),
    '"\\ud800"',
    '{"\\udc00":1}',
    '[{"a":["\\ude00\\ud83d"]}]',
    Buffer.from([0x22, 0xff, 0x22]),
    Buffer.from([0x22, 0xed, 0xa0, 0x80, 0x22]),
  ])('R069 refuses %.80j with 400', (text) => {
    expect(outcome(text)).toBe('400 InvalidRequestContent');
  });

  it('keeps names that mean something to JavaScript apart from what they mean', () => {
    const value = parseJson(Buffer.from('{"__proto__":{"polluted":1},"constructor":0}')) as object;

    expect(Object.keys(value)).toEqual(['__proto__', 'constructor']);
    expect('polluted' in value).toBe(false);
  });
});
