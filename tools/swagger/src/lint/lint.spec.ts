import { worse } from './lint.ts';

describe('worse', () => {
  const published = new Map([['LroPatch202', ['/paths/a: no 202']]]);

  it('forgives what the published document has as well', () => {
    expect(worse(new Map([['LroPatch202', ['/paths/b: no 202']]]), published)).toEqual({});
    expect(worse(new Map(), published)).toEqual({});
  });

  it('names each rule that is broken more often, and the rules that only ours breaks', () => {
    const twice = ['/paths/a: no 202', '/paths/b: no 202'];
    const ours = new Map([
      ['LroPatch202', twice],
      ['XMSSecretInResponse', ['/definitions/c: a secret']],
    ]);

    expect(worse(ours, published)).toEqual({ LroPatch202: twice, XMSSecretInResponse: ['/definitions/c: a secret'] });
  });
});
