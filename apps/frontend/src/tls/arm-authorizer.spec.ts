import { createHash, X509Certificate } from 'node:crypto';
import { silentLog } from '@aro-rp/telemetry';
import { createFakeClock, type FakeClock } from '@aro-rp/testing';
import { hours, minutes } from '@aro-rp/time';
import { type Certificates, createTestContext, type TestContext } from '@aro-rp/local-azure';
import { createArmAuthorizer } from './arm-authorizer.ts';
import { type ArmCertificate } from './arm-metadata.ts';

describe('createArmAuthorizer', () => {
  let context: TestContext;
  let arm: X509Certificate;
  let next: X509Certificate;
  let clock: FakeClock;
  let served: ArmCertificate[] | Error;
  let reads: number;
  let stop: AbortController;

  const load = async (certificates: Certificates, name: string) =>
    new X509Certificate((await certificates.client(name)).certificate);
  const listed = (one: X509Certificate, extra: Partial<ArmCertificate> = {}): ArmCertificate => ({
    thumbprint: one.fingerprint.replaceAll(':', ''),
    notBefore: '2020-01-01T00:00:00Z',
    notAfter: '2030-01-01T00:00:00Z',
    certificate: one.raw.toString('base64'),
    ...extra,
  });
  const start = async () => {
    const authorizer = createArmAuthorizer(
      async () => {
        reads += 1;
        if (served instanceof Error) throw served;
        return served;
      },
      { clock, log: silentLog, signal: stop.signal },
    );
    await clock.advance(minutes(0));
    return authorizer;
  };

  beforeAll(async () => {
    context = await createTestContext();
    arm = await load(context.certificates, 'arm');
    next = await load(context.certificates, 'arm-next');
  });
  afterAll(() => context.dispose());
  beforeEach(() => {
    clock = createFakeClock();
    served = [listed(arm)];
    reads = 0;
    stop = new AbortController();
  });
  afterEach(() => stop.abort());

  it('R002 authorises the certificates that are listed, and no other', async () => {
    const authorizer = await start();

    expect(authorizer.isAuthorized(arm)).toBe(true);
    expect(authorizer.isAuthorized(next)).toBe(false);
    expect(authorizer.isAuthorized(undefined)).toBe(false);
    expect(authorizer.notReady()).toEqual([]);
  });

  it.each(['sha1', 'sha256'])('goes by the %s thumbprint where the certificate itself is not listed', async (hash) => {
    const thumbprint = createHash(hash).update(arm.raw).digest('hex');
    const { certificate: _certificate, ...rest } = listed(arm, { thumbprint });
    served = [rest];

    const authorizer = await start();

    expect(authorizer.isAuthorized(arm)).toBe(true);
    expect(authorizer.isAuthorized(next)).toBe(false);
  });

  it('does not go by the thumbprint of an entry whose certificate is another', async () => {
    served = [listed(arm, { certificate: next.raw.toString('base64') })];

    expect((await start()).isAuthorized(arm)).toBe(false);
  });

  it('authorises nobody outside the listed time', async () => {
    served = [listed(arm, { notAfter: '2026-01-01T01:00:00Z' })];
    const authorizer = await start();
    expect(authorizer.isAuthorized(arm)).toBe(true);

    clock.jump(hours(2));

    expect(authorizer.isAuthorized(arm)).toBe(false);
    expect(authorizer.notReady()).toEqual(["none of ARM's certificates is valid now"]);
  });

  it('follows a change within an hour', async () => {
    const authorizer = await start();
    served = [listed(next)];

    await clock.advance(hours(1));

    expect(authorizer.isAuthorized(next)).toBe(true);
    expect(authorizer.isAuthorized(arm)).toBe(false);
    expect(reads).toBe(2);
  });

  it('keeps what it knows while the endpoint fails, and is not ready after a day of that', async () => {
    const authorizer = await start();
    served = new Error('down');

    await clock.advance(hours(23));
    expect(authorizer.isAuthorized(arm)).toBe(true);
    expect(authorizer.notReady()).toEqual([]);

    await clock.advance(hours(2));
    expect(authorizer.isAuthorized(arm)).toBe(true);
    expect(authorizer.notReady()).toEqual(["ARM's certificates were last read over 24 hours ago"]);
  });

  it('tries again soon when the first read fails, and authorises nobody until one succeeds', async () => {
    served = new Error('down');
    const authorizer = await start();
    expect(authorizer.isAuthorized(arm)).toBe(false);
    expect(authorizer.notReady()).toEqual(["ARM's certificates are not known yet"]);
    served = [listed(arm)];

    await clock.advance(minutes(1));

    expect(authorizer.isAuthorized(arm)).toBe(true);
  });

  it('keeps what it knows when a refresh lists no valid certificate', async () => {
    const authorizer = await start();
    served = [listed(next, { notAfter: '2021-01-01T00:00:00Z' })];

    await clock.advance(hours(1));

    expect(authorizer.isAuthorized(arm)).toBe(true);
  });
});
