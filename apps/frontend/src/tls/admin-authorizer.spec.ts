import { X509Certificate } from 'node:crypto';
import { createTestContext, type TestContext } from '@aro-rp/local-azure';
import { type Clock, systemClock } from '@aro-rp/time';
import { createAdminAuthorizer } from './admin-authorizer.ts';

describe('createAdminAuthorizer', () => {
  let context: TestContext;
  let other: TestContext;

  beforeAll(async () => {
    context = await createTestContext();
    other = await createTestContext();
  });
  afterAll(async () => {
    await context.dispose();
    await other.dispose();
  });

  const issue = async (of: TestContext, commonName: string, usage: 'client' | 'server' = 'client') =>
    new X509Certificate((await of.certificates.issue({ commonName, usage })).certificate);
  const rule = () => ({ issuers: context.certificates.authority, commonName: 'admins' });

  it('authorises the configured name from the configured authority', async () => {
    const authorizer = createAdminAuthorizer(rule(), systemClock);

    expect(authorizer.isAuthorized(await issue(context, 'admins'))).toBe(true);
  });

  it('refuses another name, another authority, a server certificate, and no certificate', async () => {
    const authorizer = createAdminAuthorizer(rule(), systemClock);

    expect(authorizer.isAuthorized(await issue(context, 'admins2'))).toBe(false);
    expect(authorizer.isAuthorized(await issue(other, 'admins'))).toBe(false);
    expect(authorizer.isAuthorized(await issue(context, 'admins', 'server'))).toBe(false);
    expect(authorizer.isAuthorized(undefined)).toBe(false);
  });

  it('refuses a certificate that has expired', async () => {
    const certificate = await issue(context, 'admins');
    const clock: Clock = { ...systemClock, now: () => Date.parse('2099-01-01T00:00:00Z') };

    expect(createAdminAuthorizer(rule(), clock).isAuthorized(certificate)).toBe(false);
  });

  it('authorises nobody without a rule', async () => {
    expect(createAdminAuthorizer(undefined, systemClock).isAuthorized(await issue(context, 'admins'))).toBe(false);
  });

  it('refuses a configuration without certificates', () => {
    expect(() => createAdminAuthorizer({ issuers: 'nothing', commonName: 'admins' }, systemClock)).toThrow();
  });
});
