import { parseSystemData } from './system-data.ts';

describe('parseSystemData', () => {
  it('R191 R194 takes over what it knows, types as they are', () => {
    const said = { createdBy: 'anna', createdByType: 'SomethingNew', lastModifiedBy: '' };

    expect(parseSystemData(JSON.stringify({ ...said, unknown: 1 }))).toEqual(said);
  });

  it('R194 leaves out what cannot be stored: other types, half characters, what is too long', () => {
    const text = `{"createdBy":"\\ud83d","createdByType":{"toString":0},"createdAt":"${'x'.repeat(513)}","lastModifiedBy":"b"}`;

    expect(parseSystemData(text)).toEqual({ lastModifiedBy: 'b' });
  });

  it.each(['2026-01-02T03:04:05.1234567Z', '2024-02-29T23:59:59+02:00', '2026-12-31T00:00:00Z'])(
    'R191 keeps the time %s as ARM writes it',
    (time) => {
      expect(parseSystemData(JSON.stringify({ createdAt: time, lastModifiedAt: time }))).toEqual({
        createdAt: time,
        lastModifiedAt: time,
      });
    },
  );

  it.each([
    'yesterday',
    '2026-01-02',
    '2026-01-02T03:04:05',
    '0000-00-00T00:00:00Z',
    '9999-99-99',
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-01-02T25:00:00Z',
    ' 2026-01-02T03:04:05Z',
  ])('R194 leaves out %j, which is no time', (time) => {
    expect(parseSystemData(JSON.stringify({ createdBy: 'anna', createdAt: time, lastModifiedAt: time }))).toEqual({
      createdBy: 'anna',
    });
  });

  it.each(['', '{', 'null', '7', '"text"', '[]', '{"__proto__":{"createdBy":"x"}}', '{"createdBy":null}'])(
    'R194 says nothing of %j',
    (text) => {
      expect(parseSystemData(text)).toBeUndefined();
    },
  );

  it('reads names as ARM writes them, in UTF-8', () => {
    const onTheWire = Buffer.from('{"createdBy":"Zoë 😀"}').toString('latin1');

    expect(parseSystemData(onTheWire)).toEqual({ createdBy: 'Zoë 😀' });
  });
});
