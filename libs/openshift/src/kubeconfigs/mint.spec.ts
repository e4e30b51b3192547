import { X509Certificate } from 'node:crypto';
import { createServer } from 'node:https';
import { request } from 'node:https';
import { type AddressInfo } from 'node:net';
import { type TLSSocket } from 'node:tls';
import fc from 'fast-check';
import { Secret } from '@aro-rp/telemetry';
import { days } from '@aro-rp/time';
import { StateError } from '../installer/state.ts';
import { createAuthority, issueServerCertificate, type KeyPair } from '../testing/authority.ts';
import { sampleKubeconfig, sampleState } from '../testing/sample.ts';
import { KubeconfigError, parseKubeconfig, printKubeconfig } from './kubeconfig.ts';
import { mintKubeconfigs } from './mint.ts';

const now = Date.parse('2026-11-22T12:00:00Z');
const clock = { now: () => now };
const at = (offset: number) => new Date(now + offset);

async function mint(signer: KeyPair) {
  const adminKubeconfig = sampleKubeconfig(await createAuthority('kube-apiserver-lb-signer'));
  const minted = await mintKubeconfigs(
    { state: new Secret(sampleState(signer, adminKubeconfig)), adminKubeconfig },
    clock,
  );
  const [service, sre, userAdmin] = [minted.service, minted.sre, minted.userAdmin].map(parseKubeconfig);
  if (!service || !sre || !userAdmin) throw new Error('three were asked for');
  return { service, sre, userAdmin };
}

const facts = (config: { clientCertificate: string }) => {
  const certificate = new X509Certificate(config.clientCertificate);
  return {
    subject: certificate.subject.split('\n').sort(),
    from: new Date(certificate.validFrom).getTime() - now,
    to: new Date(certificate.validTo).getTime() - now,
  };
};

describe.each(['RSA', 'EC'] as const)('mintKubeconfigs with a signer of type %s', (type) => {
  it('gives the service, the SRE and the customer their names, groups, servers and lifetimes', async () => {
    const signer = await createAuthority('admin-kubeconfig-signer', { type, notAfter: at(days(5000)) });

    const { service, sre, userAdmin } = await mint(signer);

    const from = -300_000;
    expect(facts(service)).toEqual({ subject: ['CN=system:aro-service', 'O=system:masters'], from, to: days(3650) });
    expect(facts(sre)).toEqual({ subject: ['CN=system:aro-sre', 'O=system:masters'], from, to: days(3650) });
    expect(facts(userAdmin)).toEqual({ subject: ['CN=system:admin'], from, to: days(365) });
    expect([service.server, sre.server, userAdmin.server]).toEqual([
      'https://api-int.demo.example.com:6443',
      'https://api-int.demo.example.com:6443',
      'https://api.demo.example.com:6443',
    ]);
    for (const { clientCertificate } of [service, sre, userAdmin]) {
      const certificate = new X509Certificate(clientCertificate);
      expect(certificate.verify(new X509Certificate(signer.certificate).publicKey)).toBe(true);
      expect(certificate.keyUsage).toEqual(['1.3.6.1.5.5.7.3.2']);
    }
  });

  it('makes certificates that a TLS server with that signer accepts', async () => {
    const signer = await createAuthority('admin-kubeconfig-signer', { type });
    const authority = await createAuthority('server');
    const own = await issueServerCertificate(authority, ['localhost']);
    const server = createServer(
      { cert: own.certificate, key: own.key, ca: signer.certificate, requestCert: true },
      (asked, answer) => answer.end((asked.socket as TLSSocket).getPeerCertificate().subject.CN),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const adminKubeconfig = sampleKubeconfig(authority);
    const state = new Secret(sampleState(signer, adminKubeconfig));
    const { service } = await mintKubeconfigs({ state, adminKubeconfig }, { now: () => Date.now() });
    const { clientCertificate: cert, clientKey: key } = parseKubeconfig(service);

    const name = await new Promise((resolve, reject) => {
      request({ port, host: 'localhost', ca: authority.certificate, cert, key }, (answer) =>
        answer.setEncoding('utf8').on('data', resolve),
      )
        .on('error', reject)
        .end();
    });

    expect(name).toBe('system:aro-service');
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});

it('lets no certificate outlive its signer', async () => {
  const signer = await createAuthority('admin-kubeconfig-signer', { notAfter: at(days(100)) });

  const { service, userAdmin } = await mint(signer);

  expect([facts(service).to, facts(userAdmin).to]).toEqual([days(100), days(100)]);
});

it('uses a new key each time', async () => {
  const signer = await createAuthority('admin-kubeconfig-signer');

  const [one, two] = [await mint(signer), await mint(signer)];

  const keys = [one.service, one.sre, one.userAdmin, two.service].map(({ clientKey }) => clientKey);
  expect(new Set(keys).size).toBe(4);
});

it.each(['{}', 'canary', '{"*tls.AdminKubeConfigSignerCertKey":{"CertRaw":"Y2FuYXJ5"}}'])(
  'refuses the state %s without quoting it',
  async (state) => {
    const adminKubeconfig = sampleKubeconfig(await createAuthority('x'));
    const minting = mintKubeconfigs({ state: new Secret(state), adminKubeconfig }, clock);

    await expect(minting).rejects.toThrow(StateError);
    await expect(minting).rejects.not.toThrow(/canary|Y2Fu/);
  },
);

describe('parseKubeconfig', () => {
  it('reads what printKubeconfig wrote, whatever the texts', () => {
    const text = fc.string({ minLength: 1, unit: 'grapheme' });
    const config = fc.record({
      clusterName: text,
      server: text,
      certificateAuthority: text,
      userName: text,
      clientCertificate: text,
      clientKey: text,
    });
    fc.assert(fc.property(config, (one) => expect(parseKubeconfig(printKubeconfig(one))).toEqual(one)));
  });

  it.each([
    '',
    'canary: [',
    'clusters: canary',
    'contexts: [{name: a, context: {cluster: canary}}]\ncurrent-context: a',
  ])('refuses %j without quoting it', (text) => {
    expect(() => parseKubeconfig(new Secret(text))).toThrow(KubeconfigError);
    expect(() => parseKubeconfig(new Secret(text))).not.toThrow(/canary/);
  });
});
