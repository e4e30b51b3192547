import { type Clock, systemClock } from '@aro-rp/time';
import { createTestContext, type TestContext } from '../host/testing.ts';
import { issuerOf, otherTenant } from './tenants.ts';

const audience = 'https://localhost:8081';

describe('a token', () => {
  let context: TestContext;
  let now: number;
  beforeAll(async () => {
    const clock: Clock = { ...systemClock, now: () => now };
    context = await createTestContext({ clock });
  });
  beforeEach(() => {
    now = Date.UTC(2030, 0, 1);
  });
  afterAll(() => context.dispose());
  const verify = (token: string) => context.tokens.verify(token, [`${audience}/`, 'https://cosmos.azure.com']);

  it('is accepted with and without the trailing slash of its audience, for its own tenant', async () => {
    const tokens = await Promise.all(
      [audience, `${audience}/`].map((one) => context.token({ audience: one, tenantId: otherTenant })),
    );

    for (const token of tokens)
      expect(await verify(token)).toMatchObject({ claims: { tid: otherTenant, iss: issuerOf(otherTenant) } });
  });

  it('ends when the clock reaches its expiry, also when it was seen before', async () => {
    const token = await context.token({ audience, lifetime: 60 });
    expect(await verify(token)).toHaveProperty('claims');
    now += 59_999;
    expect(await verify(token)).toHaveProperty('claims');

    now += 1;

    expect(await verify(token)).toEqual({ fault: 'expired' });
  });

  it('is not accepted before its time, when the clock went back', async () => {
    const token = await context.token({ audience });
    now -= 600_000;

    expect(await verify(token)).toEqual({ fault: 'expired' });
  });

  it('is refused for another audience', async () => {
    expect(await verify(await context.token({ audience: 'https://vault.azure.net' }))).toEqual({ fault: 'audience' });
  });

  it('is refused with a tenant that does not exist', async () => {
    expect(await verify(await context.token({ audience, tenantId: 'none' }))).toEqual({ fault: 'issuer' });
  });

  it('is refused when a byte of its claims was changed', async () => {
    const [header, claims = '', signature] = (await context.token({ audience })).split('.');
    const changed = Buffer.from(claims, 'base64url').toString().replace('"oid":"0', '"oid":"1');

    const forged = [header, Buffer.from(changed).toString('base64url'), signature].join('.');

    expect(await verify(forged)).toEqual({ fault: 'signature' });
  });

  it('is refused when another authority signed it', async () => {
    await using other = await createTestContext();

    expect(await verify(await other.token({ audience }))).toEqual({ fault: 'signature' });
  });

  it.each([
    ['', 'missing'],
    ['abc', 'malformed'],
    ['a.b.c', 'malformed'],
  ])('%p is refused as %s', async (token, fault) => {
    expect(await verify(token)).toEqual({ fault });
  });
});
