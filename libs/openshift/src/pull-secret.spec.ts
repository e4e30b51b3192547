import fc from 'fast-check';
import { Secret } from '@aro-rp/telemetry';
import { PullSecretError, secretsOf, toPullSecret } from './pull-secret.ts';

const registry = { loginServer: 'localhost:8446', username: 'token', password: new Secret('canary-77aa') };
const own = { auth: Buffer.from('token:canary-77aa').toString('base64') };

describe('toPullSecret', () => {
  it('keeps every entry of the customer, adds ours, and never the telemetry key, whatever the entries are', () => {
    const entry = fc.record({ auth: fc.base64String(), email: fc.string() });
    fc.assert(
      fc.property(fc.dictionary(fc.domain(), entry), fc.boolean(), (auths, telemetry) => {
        const customers = {
          auths: { ...auths, ...(telemetry && { 'cloud.openshift.com': { auth: 'dGVsZW1ldHJ5' } }) },
        };

        const merged = JSON.parse(toPullSecret(new Secret(JSON.stringify(customers)), registry).reveal()) as unknown;

        expect(merged).toEqual({ auths: { ...auths, 'localhost:8446': own } });
      }),
    );
  });

  it('leaves out entries that open no registry, which the installer would refuse', () => {
    const auths = { a: { email: 'a@b.example' }, b: {}, c: { auth: 'eDp5' }, d: { credsStore: 'desktop' } };

    expect(JSON.parse(toPullSecret(new Secret(JSON.stringify({ auths })), registry).reveal())).toEqual({
      auths: { c: auths.c, d: auths.d, 'localhost:8446': own },
    });
  });

  it('has only our entry when the customer gave none, and ours wins over one for the same registry', () => {
    const customers = new Secret(JSON.stringify({ auths: { 'localhost:8446': { auth: 'eDp5' } }, credsStore: 'x' }));

    expect(JSON.parse(toPullSecret(undefined, registry).reveal())).toEqual({ auths: { 'localhost:8446': own } });
    expect(JSON.parse(toPullSecret(customers, registry).reveal())).toEqual({
      auths: { 'localhost:8446': own },
      credsStore: 'x',
    });
  });

  it.each(['canary-0', '[]', '"canary-0"', '{"auths":[]}', '{"auths":{"a":"canary-0"}}'])(
    'refuses %s without quoting it',
    (text) => {
      expect(() => toPullSecret(new Secret(text), registry)).toThrow(PullSecretError);
      expect(() => toPullSecret(new Secret(text), registry)).not.toThrow(/canary/);
    },
  );
});

it('knows the texts in a pull secret that nobody may see', () => {
  expect(secretsOf(toPullSecret(undefined, registry).reveal())).toEqual([own.auth, 'canary-77aa']);
  expect(secretsOf('nonsense')).toEqual([]);
});
