import { randomBytes, randomUUID, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:https';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { createDatabase } from '@aro-rp/database';
import { createContainers } from '@aro-rp/database/provision';
import { type LocalAzure, startLocalAzure, trust } from '@aro-rp/local-azure';
import {
  createApplicationCredential,
  NotYet,
  readSettings,
  type RunningService,
  type ServiceContext,
} from '@aro-rp/service';
import { createMetrics, Secret, silentLog } from '@aro-rp/telemetry';
import { systemClock } from '@aro-rp/time';
import { SecretClient } from '@azure/keyvault-secrets';
import { startFrontend } from './app.ts';
import { settings } from './settings.ts';
import { createClient, type TestClient } from './testing/client.ts';
import { offerVersions } from './testing/offered-versions.ts';
import { clusterBody, clusterPath, listPath, refusal, subscriptionPath } from './testing/requests.ts';

describe('the frontend as it is composed', () => {
  let dataDir: string;
  let azure: LocalAzure;
  let metadata: Server;
  let context: ServiceContext;
  let environment: Record<string, string>;
  let vault: SecretClient;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'frontend-'));
    azure = await startLocalAzure({ dataDir, only: ['entra', 'key-vault', 'cosmos'] });
    trust(azure.certificates.authority);
    const { keyVault = '', clientId = '', clientSecret = '', identities } = azure.endpoints;
    const credential = (id: string, secret: string) =>
      createApplicationCredential({
        tenantId: azure.endpoints.tenantId ?? '',
        clientId: id,
        authorityHost: azure.endpoints.authorityHost ?? '',
        proof: { secret: new Secret(secret) },
      });
    vault = new SecretClient(keyVault, credential(clientId, clientSecret), {
      disableChallengeResourceVerification: true,
    });
    const { certificate, privateKey } = azure.certificates.server;
    await vault.setSecret('data-key', randomBytes(32).toString('base64'));
    await vault.setSecret('rp-server', `${privateKey}\n${certificate}`, { contentType: 'application/x-pem-file' });
    const { endpoint, key } = azure.cosmos;
    const account = { endpoint, auth: { key }, clock: systemClock };
    await createContainers(account);
    await offerVersions(createDatabase(account));
    metadata = await serveMetadata(azure);
    const own = identities?.frontend;
    context = {
      log: silentLog,
      metrics: createMetrics('frontend'),
      clock: systemClock,
      instance: 'test',
      credential: credential(own?.clientId ?? '', own?.clientSecret ?? ''),
    };
    environment = {
      HOST: '127.0.0.1',
      PORT: '0',
      LOCATION: 'eastus',
      COSMOS_ENDPOINT: endpoint,
      KEY_VAULT_URL: keyVault,
      ARM_METADATA_URL: `https://localhost:${(metadata.address() as AddressInfo).port}/metadata/authentication`,
    };
  });
  afterAll(async () => {
    metadata.close();
    metadata.closeAllConnections();
    await azure.close();
    await rm(dataDir, { recursive: true });
  });

  const start = (extra: Record<string, string> = {}) => {
    const read = readSettings(settings, { ...environment, ...extra });
    if (read.kind === 'refused') throw new Error(read.faults.join());
    return startFrontend(read.values, context);
  };
  const ready = async (frontend: RunningService) => {
    for (let tries = 0; frontend.notReady().length > 0 && tries < 1_000; tries++) await systemClock.sleep(tick);
    return frontend.notReady();
  };
  const tick = 10 as Parameters<typeof systemClock.sleep>[0];

  it('serves ARM with certificate, data key and documents from where the settings say', async () => {
    const frontend = await start();
    const { port } = frontend;
    let client: TestClient | undefined;
    try {
      expect(await ready(frontend)).toEqual([]);
      client = createClient(port, azure.certificates.authority, await azure.certificates.client('arm'));
      const subscription = randomUUID();
      await client.call('PUT', subscriptionPath(subscription), { body: { state: 'Registered' } });
      const reply = await client.call('PUT', clusterPath({ subscription }), { body: clusterBody({ subscription }) });

      expect(reply.status).toBe(201);
      expect(reply.headers['retry-after']).toBe('10');
      expect((await client.call('GET', listPath(subscription))).json.value).toHaveLength(1);
      expect(await context.metrics.text()).toMatch(/aro_rp_frontend_requests\{[^}]*route="cluster"[^}]*\} 1/);
    } finally {
      client?.[Symbol.dispose]();
      await frontend.stop();
    }
  });

  it('R165 without a data key is 503 for what has secrets to seal, and serves all else', async () => {
    const frontend = await start({ DATA_KEY: 'absent' });
    try {
      expect(await ready(frontend)).toEqual([]);
      using client = createClient(frontend.port, azure.certificates.authority, await azure.certificates.client('arm'));
      const subscription = randomUUID();
      expect((await client.call('PUT', subscriptionPath(subscription), { body: { state: 'Registered' } })).status).toBe(
        201,
      );

      const reply = await client.call('PUT', clusterPath({ subscription }), { body: clusterBody({ subscription }) });

      expect(refusal(reply)).toBe('503 ServiceUnavailable');
      expect((await client.call('GET', listPath(subscription))).json.value).toEqual([]);
    } finally {
      await frontend.stop();
    }
  });

  it('refuses half a rule for administrators', async () => {
    await expect(start({ ADMIN_COMMON_NAME: 'admins' })).rejects.toThrow('ADMIN_ISSUERS');
  });

  it('that starts while Key Vault is away says that it may be started again, and what for; then it starts', async () => {
    azure.faults.add({ service: 'key-vault', times: 1_000_000, action: { kind: 'status', status: 503 } });
    const refused = await start().catch((error: unknown) => error);
    azure.faults.clear();

    expect(refused).toBeInstanceOf(NotYet);
    expect((refused as Error).message).toMatch(/^the server's certificate cannot be read: /);
    const frontend = await start();
    expect(await ready(frontend)).toEqual([]);
    await frontend.stop();
  });

  it('serves a certificate that is newer in the vault without being started again', async () => {
    const served = async (port: number) => {
      const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false });
      await once(socket, 'secureConnect');
      const { fingerprint } = socket.getPeerCertificate();
      socket.destroy();
      return fingerprint;
    };
    const store = async () => {
      const notBefore = new Date();
      const life = { notBefore, notAfter: new Date(notBefore.getTime() + 3_600_000) };
      const who = { commonName: 'localhost', names: ['localhost'] };
      const { certificate, privateKey } = await azure.certificates.issue({
        ...who,
        ...life,
        usage: 'server',
        keyType: 'EC',
      });
      const contentType = 'application/x-pem-file';
      await vault.setSecret('renewed', `${privateKey}\n${certificate}`, { contentType });
      return new X509Certificate(certificate).fingerprint;
    };
    const first = await store();
    const frontend = await start({ SERVER_CERTIFICATE: 'renewed', CERTIFICATE_EVERY: '20ms' });
    try {
      expect(await served(frontend.port)).toBe(first);

      const second = await store();

      let now = first;
      for (let tries = 0; now === first && tries < 1_000; tries++) now = await served(frontend.port);
      expect(now).toBe(second);
    } finally {
      await frontend.stop();
    }
  });

  it('refuses to start without its certificate', async () => {
    await expect(start({ SERVER_CERTIFICATE: 'absent' })).rejects.toThrow();
  });
});

/** ARM's metadata endpoint, naming the local client certificate `arm`. */
async function serveMetadata({ certificates }: LocalAzure): Promise<Server> {
  const { fingerprint, raw } = new X509Certificate((await certificates.client('arm')).certificate);
  const listed = {
    thumbprint: fingerprint.replaceAll(':', ''),
    notBefore: '2020-01-01T00:00:00Z',
    notAfter: '2099-01-01T00:00:00Z',
    certificate: raw.toString('base64'),
  };
  const { certificate, privateKey } = certificates.server;
  const server = createServer({ cert: certificate, key: privateKey }, (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ clientCertificates: [listed] }));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return server;
}
