import { CloudError } from '@aro-rp/api';
import { tolerate } from './tolerate.ts';

const at = (target: string) => ({ code: 'InvalidParameter', message: 'm', target });
const refusal = (...targets: string[]) =>
  new CloudError(400, {
    code: 'InvalidParameter',
    message: 'm',
    ...(targets.length === 1 ? { target: targets[0]! } : { details: targets.map(at) }),
  });

describe('tolerate', () => {
  it('says nothing of a value that is an expression, or of what would be inside of it', () => {
    const body = { properties: "[variables('p')]", tags: { 'a b': '[resourceGroup().name]' } };

    for (const target of ['properties', 'properties.a.b', "tags['a b']"]) {
      expect(tolerate(refusal(target), body)).toBeUndefined();
    }
    expect(tolerate(refusal('location'), body)?.body).toMatchObject({ target: 'location' });
    expect(tolerate(refusal('tags'), body)?.body).toMatchObject({ target: 'tags' });
  });

  it('finds an element of a list by its index and by its name', () => {
    const body = { list: [{ id: 'x' }, { name: 'worker', id: '[x]' }] };

    expect(tolerate(refusal('list[1].id'), body)).toBeUndefined();
    expect(tolerate(refusal("list['worker'].id"), body)).toBeUndefined();
    expect(tolerate(refusal('list[0].id'), body)).toBeDefined();
  });

  it('keeps what is wrong with other values', () => {
    const left = tolerate(refusal('a', 'b', 'c'), { a: '[x]' });
    const one = tolerate(refusal('a', 'b'), { a: '[x]' });

    expect(left?.body.details?.map(({ target }) => target)).toEqual(['b', 'c']);
    expect(one?.body).toEqual(at('b'));
  });

  it('takes an escaped bracket for what it is: a text', () => {
    const error = refusal('a');

    expect(tolerate(error, { a: '[[x]' })).toBe(error);
  });

  it('copes with a body that is nested deeply', () => {
    let body: unknown = '[x]';
    for (let i = 0; i < 60; i++) body = { a: body };

    expect(tolerate(refusal('b'), body)).toBeDefined();
  });
});
