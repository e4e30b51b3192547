import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Database } from '@aro-rp/database';
import { createDatabase } from '@aro-rp/database';
import { createContainers } from '@aro-rp/database/provision';
import {
  type Endpoints,
  type LocalAzure,
  type PublishedRelease,
  publishUpstream,
  startLocalAzure,
  startUpstream,
  trust,
  type Upstream,
} from '@aro-rp/local-azure';
import { createApplicationCredential, readSettings, type RunningService } from '@aro-rp/service';
import { createMetrics, Secret, silentLog } from '@aro-rp/telemetry';
import { milliseconds, systemClock } from '@aro-rp/time';
import { startMirror } from '../app.ts';
import { settings } from '../settings.ts';

/** The service with its own identity, between local stand-ins, each of which is as strict as Azure's own. */
describe('the mirror as a service', () => {
  let folder: string;
  let azure: LocalAzure;
  let upstream: Upstream;
  let database: Database;
  let published: PublishedRelease[];
  const services: RunningService[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mirror-service-'));
    azure = await startLocalAzure({
      dataDir: join(folder, 'azure'),
      only: ['entra', 'arm', 'blob', 'registry', 'cosmos'],
      arm: { operationDuration: milliseconds(1), roleAssignmentDelay: milliseconds(1) },
    });
    trust(azure.certificates.authority);
    upstream = await startUpstream(azure, 0);
    writeFileSync(join(folder, 'pull-secret.json'), upstream.pullSecret);
    published = await publishUpstream(azure, upstream, ['4.16.30', '4.20.5']);
    const place = { endpoint: azure.cosmos.endpoint, auth: { key: azure.cosmos.key }, clock: systemClock };
    await createContainers(place);
    database = createDatabase(place);
    await database.ping();
  }, 60_000);
  afterAll(async () => {
    for (const service of services) {
      await service.drain(new AbortController().signal);
      await service.stop();
    }
    database.dispose();
    await upstream.close();
    await azure.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const start = async (instance: string): Promise<RunningService> => {
    const { tenantId, authorityHost, identities, registry, rp } = azure.endpoints as Endpoints;
    const read = readSettings(settings, {
      GRAPH_URL: upstream.graph,
      CHANNELS: 'stable-4.16,stable-4.20',
      WATCH_EVERY: '100ms',
      LEASE_FREE_AFTER: '5s',
      SOURCE_HOSTS: `quay.io=${upstream.registry}`,
      SOURCE_AUTH_FILE: join(folder, 'pull-secret.json'),
      REGISTRY: registry,
      INSTALLER_STORE: rp.installerStore,
      COSMOS_ENDPOINT: azure.cosmos.endpoint,
    });
    if (read.kind === 'refused') throw new Error(read.faults.join('\n'));
    const { clientId = '', clientSecret = '' } = identities['mirror'] ?? {};
    const proof = { secret: new Secret(clientSecret) };
    const service = await startMirror(read.values, {
      ...{ log: silentLog, metrics: createMetrics('mirror'), clock: systemClock, instance },
      credential: createApplicationCredential({ tenantId, clientId, authorityHost, proof }),
    });
    services.push(service);
    return service;
  };
  const until = async (holds: () => Promise<boolean>) => {
    while (!(await holds())) await sleep(50);
  };

  it('brings what two channels name, shared by two replicas, and offers it disabled, as an SRE would describe it', async () => {
    const both = [await start('one'), await start('other')];
    await until(async () => (await database.versions.list()).length === 2);
    await until(async () => both.every((service) => service.notReady().length === 0));

    const offered = (await database.versions.list()).map(({ document }) => document);
    for (const { enabled: _enabled, default: _default, ...release } of published)
      expect(offered.find(({ version }) => version === release.version)).toMatchObject({
        ...release,
        enabled: false,
        default: false,
      });
    const releases = (await database.releases.list()).map(({ document }) => document);
    expect(releases.map(({ state, images }) => ({ state, images }))).toEqual([
      { state: 'verified', images: 7 },
      { state: 'verified', images: 7 },
    ]);
    expect(await database.releases.images('4.16.30')).toHaveLength(7);
  }, 60_000);

  it('leaves what an SRE has enabled as it is, when the same release is verified again', async () => {
    const [release] = published;
    await database.versions.put(release!);
    const { document } = (await database.releases.get('4.16.30'))!;
    const { id: _id, type: _type, revision: _revision, release: _release, epoch, ...content } = document;
    await database.releases.write({ release: '4.16.30', epoch }, () => ({ ...content, state: 'mirrored' }));
    await until(async () => (await database.releases.get('4.16.30'))?.document.state === 'verified');

    expect((await database.versions.get('4.16.30'))?.document.enabled).toBe(true);
  }, 60_000);

  it('brings a release again that is published as another image than the one it has', async () => {
    const before = (await database.releases.get('4.16.30'))?.document.installer?.digest;
    const installer = Buffer.from('#!/bin/sh\n');
    await upstream.publish({ version: '4.16.30', installer, bootImage: '416.94.202407010000-0' });
    await until(async () => (await database.releases.get('4.16.30'))?.document.installer?.digest !== before);

    const { document } = (await database.releases.get('4.16.30'))!;
    expect(document.installer).toEqual({
      digest: `sha256:${createHash('sha256').update(installer).digest('hex')}`,
      size: installer.byteLength,
    });
  }, 60_000);
});
