import { randomUUID, X509Certificate } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, type PlanEnd } from '@aro-rp/database';
import { type KeyPair, type LocalAzure, startLocalAzure, trust } from '@aro-rp/local-azure';
import { type CertificateSource, type RunningService } from '@aro-rp/service';
import { createMetrics, type Log, type LogFields, Secret } from '@aro-rp/telemetry';
import { type Clock, milliseconds, systemClock } from '@aro-rp/time';
import { type FrontendParts, serveFrontend } from '../frontend.ts';
import { createOfferedRoleSets, createOfferedVersions } from '../offered/offered.ts';
import { type ArmCertificate } from '../tls/arm-metadata.ts';
import { createClient, type TestClient } from './client.ts';
import { offerVersions } from './offered-versions.ts';
import { openDatabases } from './database.ts';
import { endPlan } from './end-plan.ts';
import { clusterBody, clusterPath, type ClusterPlace, location, subscriptionPath } from './requests.ts';

export interface Harness extends AsyncDisposable {
  azure: LocalAzure;
  /** With all rights; the frontend has its own. */
  database: Database;
  frontend: RunningService & { port: number };
  /** Calls as ARM does. */
  arm: TestClient;
  /** Starts one more frontend on the same database. @returns a client that calls it as ARM does */
  another(options?: { clock?: Clock }): Promise<TestClient>;
  /** Calls with another certificate, or with none. */
  client(identity?: KeyPair): TestClient;
  /** What the frontend logged, one JSON object a line. */
  lines: string[];
  /** A new registered subscription. */
  subscription(state?: string): Promise<string>;
  /** A subscription with a cluster in it whose creation has ended so. */
  cluster(end?: PlanEnd): Promise<{ subscription: string; operationId: string }>;
  /** Ends what runs on a cluster, as a backend would. */
  end(place: ClusterPlace, end: PlanEnd): Promise<void>;
}

/** Local Cosmos DB, the database and the frontend in this process, over TLS with real client certificates. */
export async function startHarness(
  options: { clock?: Clock; parts?: Partial<FrontendParts>; certificate?: CertificateSource } = {},
): Promise<Harness> {
  const dataDir = await mkdtemp(join(tmpdir(), 'frontend-'));
  const azure = await startLocalAzure({ dataDir, only: ['entra', 'cosmos'] });
  trust(azure.certificates.authority);
  const { own, all } = await openDatabases(azure);
  await offerVersions(all);
  const lines: string[] = [];
  const armIdentity = await azure.certificates.client('arm');
  const { certificate, privateKey } = azure.certificates.server;
  const partsOf = (clock: Clock): FrontendParts => ({
    log: recorder(lines),
    metrics: createMetrics('frontend'),
    clock,
    clusters: own.clusters,
    operations: own.operations,
    subscriptions: own.subscriptions,
    offeredVersions: createOfferedVersions(own.versions, clock),
    offeredRoleSets: createOfferedRoleSets(own.roleSets, clock),
    polling: { location, retryAfterSeconds: 1 },
    address: { host: '127.0.0.1', port: 0 },
    certificate: options.certificate ?? {
      read: async () => ({ version: '1', pem: new Secret(`${certificate}\n${privateKey}`) }),
    },
    armCertificates: async () => [listed(armIdentity)],
    admin: { issuers: azure.certificates.authority, commonName: 'admins' },
    serveWhileDraining: milliseconds(0),
    storesNotReady: () => [],
    ...options.parts,
  });
  const frontend = await serveFrontend(partsOf(options.clock ?? systemClock));
  const others: RunningService[] = [];
  const clients: TestClient[] = [];
  const clientOf = ({ port }: { port: number }, identity?: KeyPair) => {
    const made = createClient(port, azure.certificates.authority, identity);
    clients.push(made);
    return made;
  };
  const arm = clientOf(frontend, armIdentity);

  const harness: Harness = {
    azure,
    database: all,
    frontend,
    arm,
    async another({ clock = systemClock } = {}) {
      const one = await serveFrontend(partsOf(clock));
      others.push(one);
      return clientOf(one, armIdentity);
    },
    client: (identity) => clientOf(frontend, identity),
    lines,
    async subscription(state = 'Registered') {
      const subscription = randomUUID();
      await arm.call('PUT', subscriptionPath(subscription), { body: { state } });
      return subscription;
    },
    async cluster(end = { provisioningState: 'Succeeded' }) {
      const subscription = await harness.subscription();
      const reply = await arm.call('PUT', clusterPath({ subscription }), { body: clusterBody({ subscription }) });
      if (reply.status !== 201) throw new Error(`PUT answered ${reply.status}: ${reply.text}`);
      await harness.end({ subscription }, end);
      return { subscription, operationId: operationIdOf(reply.headers['azure-asyncoperation']) };
    },
    end: (place, end) => endPlan(all, place, end),
    async [Symbol.asyncDispose]() {
      clients.forEach((one) => one[Symbol.dispose]());
      for (const one of [frontend, ...others]) await one.stop();
      [own, all].forEach((one) => one.dispose());
      await azure.close();
      await rm(dataDir, { recursive: true });
    },
  };
  return harness;
}

/** The last segment of an operation's URL. */
export const operationIdOf = (url: unknown): string => /\/([0-9a-f-]{36})\?/.exec(String(url))?.[1] ?? '';

const listed = ({ certificate }: KeyPair): ArmCertificate => {
  const { fingerprint, raw } = new X509Certificate(certificate);
  return {
    thumbprint: fingerprint.replaceAll(':', ''),
    notBefore: '2020-01-01T00:00:00Z',
    notAfter: '2099-01-01T00:00:00Z',
    certificate: raw.toString('base64'),
  };
};

function recorder(lines: string[], bound: LogFields = {}): Log {
  const write = (level: string) => (message: string, fields?: LogFields) => {
    const { err, ...rest } = { ...bound, ...fields };
    lines.push(JSON.stringify({ level, message, ...rest, ...(err !== undefined && { err: String(err) }) }));
  };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    with: (fields) => recorder(lines, { ...bound, ...fields }),
  };
}
