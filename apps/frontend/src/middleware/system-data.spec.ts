import { parseSystemData } from './system-data.ts';

describe('parseSystemData', () => {
  it('R191 R194 takes over what it knows, types as they are', () => {
    const said = { createdBy: 'anna', createdByType: 'SomethingNew', createdAt: 'x', lastModifiedBy: '' };

    expect(parseSystemData(JSON.stringify({ ...said, unknown: 1 }))).toEqual(said);
  });

  it('R194 leaves out what cannot be stored: other types, half characters, what is too long', () => {
    const text = `{"createdBy":"\\ud83d","createdByType":{"toString":0},"createdAt":"${'x'.repeat(513)}","lastModifiedBy":"b"}`;

    expect(parseSystemData(text)).toEqual({ lastModifiedBy: 'b' });
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
