import { X509Certificate, createPrivateKey } from 'node:crypto';
import { mkdtempSync, rmSync, statSync, writeFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificates } from './index.ts';

describe('certificates', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'local-azure-certificates-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('give a server certificate for localhost that the authority signed, with its key', async () => {
    const { authority, server } = await createCertificates(folder);

    const leaf = new X509Certificate(server.certificate);
    const root = new X509Certificate(authority);
    expect(leaf.subjectAltName).toBe('DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1');
    expect(leaf.checkIssued(root) && leaf.verify(root.publicKey)).toBe(true);
    expect(leaf.checkPrivateKey(createPrivateKey(server.privateKey))).toBe(true);
    expect(root.ca).toBe(true);
    expect(leaf.ca).toBe(false);
  });

  it('are the same after a restart, for clients too', async () => {
    const first = await createCertificates(folder);
    const client = await first.client('arm.local');

    const second = await createCertificates(folder);

    expect({ ...second.server, authority: second.authority }).toEqual({ ...first.server, authority: first.authority });
    expect(await second.client('arm.local')).toEqual(client);
    expect(new X509Certificate(client.certificate).subject).toBe('CN=arm.local');
  });

  it('are the same for all that start at once', async () => {
    const all = await Promise.all(Array.from({ length: 8 }, () => createCertificates(folder)));
    const clients = await Promise.all(all.map((one) => one.client('arm')));

    expect(new Set(all.map((one) => one.authority)).size).toBe(1);
    expect(new Set(all.map((one) => one.server.privateKey)).size).toBe(1);
    expect(new Set(clients.map((one) => one.privateKey)).size).toBe(1);
  });

  it('are not disturbed by what a killed start left', async () => {
    writeFileSync(join(folder, 'authority.json.11111111-1111-4111-8111-111111111111.tmp'), '{"authority":{"certif');

    const { server } = await createCertificates(folder);

    expect(server.certificate).toContain('BEGIN CERTIFICATE');
  });

  it('keep every key readable by its owner alone', async () => {
    await (await createCertificates(folder)).client('arm');

    const modes = readdirSync(folder).map((name) => statSync(join(folder, name)).mode & 0o777);
    expect(modes).toEqual([0o600, 0o600]);
  });

  it('issue a certificate with the key type, names and times asked for', async () => {
    const { issue } = await createCertificates(folder);

    const { certificate } = await issue({
      commonName: 'rp',
      names: ['rp.local'],
      usage: 'both',
      keyType: 'RSA',
      notBefore: new Date('2030-01-01T00:00:00Z'),
      notAfter: new Date('2030-02-01T00:00:00Z'),
    });

    const issued = new X509Certificate(certificate);
    expect(issued.publicKey.asymmetricKeyType).toBe('rsa');
    expect(issued.subjectAltName).toBe('DNS:rp.local');
    expect([issued.validFrom, issued.validTo]).toEqual(['Jan  1 00:00:00 2030 GMT', 'Feb  1 00:00:00 2030 GMT']);
  });
});
