import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CosmosClient } from '@azure/cosmos';
import { ClientSecretCredential } from '@azure/identity';
import { SecretClient } from '@azure/keyvault-secrets';
import { bind } from './port.ts';
import { createAdvanceableClock } from './clock.ts';
import { type LocalAzure, startLocalAzure } from './local-azure.ts';
import { trust } from './testing.ts';

describe('local Azure', () => {
  let dataDir: string;
  let azure: LocalAzure;
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'local-azure-'));
    azure = await startLocalAzure({ dataDir, clock: createAdvanceableClock(), ports: { admin: 0 } });
    trust(azure.certificates.authority);
    await azure.cosmos.putDatabase('aro');
    await azure.cosmos.putContainer('aro', {
      id: 'Billing',
      partitionKey: { paths: ['/id'], kind: 'Hash', version: 2 },
    });
    await azure.cosmos.putContainer('aro', {
      id: 'Leases',
      partitionKey: { paths: ['/feed'], kind: 'Hash', version: 2 },
    });
  });
  afterAll(async () => {
    await azure.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  const identity = (name: string) => {
    const { clientId = '', clientSecret = '' } =
      name === 'customer'
        ? { clientId: azure.endpoints.clientId, clientSecret: azure.endpoints.clientSecret }
        : (azure.endpoints.identities?.[name] ?? {});
    return new ClientSecretCredential(azure.endpoints.tenantId ?? '', clientId, clientSecret, {
      authorityHost: azure.endpoints.authorityHost ?? '',
      disableInstanceDiscovery: true,
    });
  };
  const admin = async (path: string, init: RequestInit = {}) => {
    const response = await fetch(`${azure.endpoints.admin}${path}`, init);
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const post = (path: string, body: unknown) => admin(path, { method: 'POST', body: JSON.stringify(body) });

  it('gives each service of ours its rights in Cosmos DB by its own identity, and no more', async () => {
    const container = (name: string, id: string) =>
      new CosmosClient({ endpoint: azure.cosmos.endpoint, aadCredentials: identity(name) })
        .database('aro')
        .container(id);

    await container('backend', 'Billing').items.create({ id: 'a' });

    expect((await container('backend', 'Billing').item('a', 'a').read()).resource).toMatchObject({ id: 'a' });
    await expect(container('backend', 'Billing').item('a', 'a').delete()).rejects.toMatchObject({ code: 403 });
    await expect(container('backend', 'Leases').item('a', 'a').read()).rejects.toMatchObject({ code: 403 });
    await expect(container('frontend', 'Billing').item('a', 'a').read()).rejects.toMatchObject({ code: 403 });
    expect((await container('change-feed', 'Leases').items.create({ id: 'b', feed: 'f' })).statusCode).toBe(201);
  });

  it('lets the frontend and the backend read secrets, and the change feed none', async () => {
    const vault = (name: string) =>
      new SecretClient(azure.keyVault.origin, identity(name), { disableChallengeResourceVerification: true });
    await vault('customer').setSecret('data-key', 'value');

    expect((await vault('frontend').getSecret('data-key')).value).toBe('value');
    expect((await vault('backend').getSecret('data-key')).value).toBe('value');
    await expect(vault('change-feed').getSecret('data-key')).rejects.toMatchObject({ statusCode: 403 });
    await expect(vault('backend').setSecret('data-key', 'x')).rejects.toMatchObject({ statusCode: 403 });
  });

  it('gives tokens that its ARM accepts, for its own origin', async () => {
    const { token } = await identity('customer').getToken(`${azure.endpoints.arm}/.default`);

    const response = await fetch(
      `${azure.endpoints.arm}/subscriptions/${azure.endpoints.subscriptionId}?api-version=2022-12-01`,
      {
        headers: { authorization: `Bearer ${token}` },
      },
    );

    expect(await response.json()).toMatchObject({ tenantId: azure.endpoints.tenantId });
    expect((await admin('/requests?service=arm')).body).toMatchObject({ value: [{ method: 'GET', status: 200 }] });
  });

  it('restarts a service in place: same address, same data', async () => {
    const { endpoint, key } = azure.cosmos;
    const item = () => new CosmosClient({ endpoint, key }).database('aro').container('Billing').item('a', 'a').read();
    const before = (await item()).resource as unknown;

    const { status } = await admin('/restart?service=cosmos', { method: 'POST' });

    expect(status).toBe(200);
    expect(azure.cosmos.endpoint).toBe(endpoint);
    expect((await item()).resource).toEqual(before);
  });

  it('restarts a service after a restart that could not get its port', async () => {
    const data = mkdtempSync(join(tmpdir(), 'local-azure-'));
    await using other = await startLocalAzure({ dataDir: data, only: ['service-bus'] });
    const { port } = other.serviceBus;
    await other.serviceBus.close();
    const taken = createServer();
    await bind(taken, port, '--x');

    await expect(other.restart('service-bus')).rejects.toThrow(`port ${port} is taken`);
    taken.close();
    await other.restart('service-bus');

    expect(other.serviceBus.port).toBe(port);
    await expect(other.restart('cosmos')).rejects.toThrow('cosmos was not started');
    await other.close();
    rmSync(data, { recursive: true });
  });

  it('refuses a second one on the same folder, and frees the folder when a start fails', async () => {
    await expect(startLocalAzure({ dataDir })).rejects.toThrow('in use by another local Azure');
    const other = mkdtempSync(join(tmpdir(), 'local-azure-'));
    const taken = createServer();
    const port = await bind(taken, 0, '--x');

    await expect(startLocalAzure({ dataDir: other, ports: { 'key-vault': port } })).rejects.toThrow(
      `port ${port} is taken; choose another with --key-vault-port`,
    );
    taken.close();
    await using again = await startLocalAzure({ dataDir: other, only: ['entra'] });

    expect(Object.keys(again.endpoints).sort()).toContain('authorityHost');
    expect(() => again.cosmos).toThrow('cosmos was not started');
    await again.close();
    rmSync(other, { recursive: true, force: true });
  });

  it('does not start the vault without Entra ID', async () => {
    await expect(startLocalAzure({ dataDir: join(dataDir, 'x'), only: ['key-vault'] })).rejects.toThrow(
      'key-vault needs entra',
    );
  });

  describe('the admin endpoint', () => {
    afterEach(() => azure.faults.clear());

    it('adds, shows and clears faults, which strike', async () => {
      const added = await post('/faults', { service: 'key-vault', action: { kind: 'status', status: 503 } });
      const struck = await fetch(`${azure.keyVault.origin}/secrets`);

      expect(added.status).toBe(201);
      expect(struck.status).toBe(503);
      expect((await admin('/faults')).body).toMatchObject({ value: [{ id: added.body['id'], matched: 1, struck: 1 }] });
      expect((await admin(`/faults?id=${String(added.body['id'])}`, { method: 'DELETE' })).body).toEqual({ value: [] });
    });

    it('tells as soon as more requests are held than it was asked for', async () => {
      await post('/faults', { service: 'key-vault', action: { kind: 'hold', when: 'before' } });
      const { held } = (await admin('/faults/held')).body as { held: number };
      const stop = new AbortController();
      const asked = fetch(`${azure.keyVault.origin}/secrets`, { signal: stop.signal });
      const outcome = expect(asked).rejects.toThrow('abort');

      const told = await admin(`/faults/held?beyond=${held}`);
      stop.abort();

      expect(told.body).toMatchObject({ held: held + 1, value: [{ held: 1, requests: ['GET /secrets'] }] });
      await outcome;
    });

    it('advances the clock', async () => {
      const before = azure.clock.now();

      const { status } = await post('/clock', { advance: '10m' });

      expect(status).toBe(200);
      expect(azure.clock.now() - before).toBeGreaterThanOrEqual(600_000);
    });

    it('shows and empties queues', async () => {
      azure.serviceBus.setTopology({ queues: [{ name: 'work' }] });

      expect((await admin('/service-bus/status')).body).toHaveProperty('work');
      expect((await post('/service-bus/purge', { queue: 'work' })).body).toEqual({ purged: 0 });
    });

    it('says that it is well and what runs', async () => {
      expect((await admin('/healthz')).body).toEqual({
        status: 'ok',
        services: ['entra', 'key-vault', 'cosmos', 'service-bus', 'arm', 'blob', 'registry', 'openshift'],
      });
    });

    it.each([
      ['/faults', { service: 'x' }, 'service must be one of'],
      ['/clock', { advance: 'soon' }, 'advance must be a duration'],
      ['/clock', { advance: -1 }, 'advance must be a duration'],
      ['/clock', { advance: 1e300 }, 'advance leads beyond 2100'],
      ['/service-bus/purge', {}, 'queue is missing'],
      ['/service-bus/purge', { queue: 'none' }, 'none'],
      ['/service-bus/purge?namespace=none', { queue: 'work' }, 'namespace: there is no none'],
      ['/restart?service=sql', {}, 'service must be one of'],
      ['/clock', [], 'must be a JSON object'],
    ])('answers 400 to POST %s %p and says why', async (path, body, message) => {
      const { status, body: answer } = await post(path, body);

      expect({ status, message: JSON.stringify(answer) }).toEqual({
        status: 400,
        message: expect.stringContaining(message),
      });
    });

    it('answers 413 to a body that is too large', async () => {
      expect(await post('/faults', 'x'.repeat(1_100_000))).toMatchObject({ status: 413 });
    });

    it('answers 404 with what there is, and nothing to a page in a browser', async () => {
      expect(await admin('/fault')).toMatchObject({ status: 404 });
      expect(await admin('/healthz', { headers: { origin: 'https://example.com' } })).toMatchObject({ status: 403 });
    });
  });
});
