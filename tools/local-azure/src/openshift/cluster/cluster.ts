import { milliseconds } from '@aro-rp/time';
import { type HostContext } from '../../host/context.ts';
import { type ArmWorld } from '../arm-world.ts';
import { createAzureClient } from '../azure/client.ts';
import { type Assets } from '../boot/assets.ts';
import { createObjects } from '../kubernetes/objects.ts';
import { type HttpsCall } from '../network/https-call.ts';
import { serveTls, type TlsServer } from '../network/tls-server.ts';
import { type ClusterStore } from '../store.ts';
import { type Timeline } from '../timeline.ts';
import { startApiServer } from './api-server.ts';
import { createApps, type IngressCertificates, ingressTls, makeIngressCertificates, publishAuthority } from './apps.ts';
import { type ClusterContext } from './context.ts';
import { createAzureClients } from './credentials.ts';
import { controllers } from './controllers/index.ts';
import { createFacts } from './facts.ts';
import { createLoop, type Loop } from './loop.ts';
import { seed } from './seed.ts';

export interface ClusterOptions {
  context: HostContext;
  world: ArmWorld;
  store: ClusterStore;
  assets: Assets;
  groupId: string;
  timeline: Timeline;
  call: HttpsCall;
  random: () => number;
}

/** A cluster whose conditions are met. What it is lives in its store, so that it goes on after a restart where it was. */
export interface Cluster {
  groupId: string;
  infraId: string;
  domain: string;
  stage(): 'booting' | 'bootstrapping' | 'running';
  /** The loopback port that answers for a port of its machines; undefined before there is one. */
  portFor(port: number): number | undefined;
  /** Local ARM has changed. */
  look(): void;
  close(): Promise<void>;
}

export function startCluster(options: ClusterOptions): Cluster {
  const { context, world, store, assets, groupId, timeline, call, random } = options;
  const { clock } = context;
  const { infraId, domain } = assets;
  const stopped = new AbortController();
  const objects = createObjects(store, clock);
  const loops: Loop[] = [];
  const kickAll = () => loops.forEach((loop) => loop.kick());
  const facts = createFacts(store, kickAll);
  const log = (line: string) => context.log('openshift', `${infraId}: ${line}`);
  const { armEndpoint, authorityHost } = world;
  const azureAs = createAzureClients(objects, assets.credentials, (credentials) =>
    createAzureClient({ armEndpoint, authorityHost, credentials, call, clock, signal: stopped.signal }),
  );
  const cluster: ClusterContext = { groupId, assets, objects, facts, world, azureAs, clock, timeline, random, log };
  const servers: { api?: TlsServer; apps?: TlsServer } = {};
  const report = (name: string) => (error: unknown) => {
    if (!stopped.signal.aborted) log(`${name}: ${(error as Error).stack ?? String(error)}`);
  };

  const ingressCertificates = async (): Promise<IngressCertificates> => {
    const kept = store.fact('ingress') as IngressCertificates | undefined;
    if (kept) return kept;
    const made = await makeIngressCertificates(domain);
    store.setFact('ingress', made);
    return made;
  };

  const open = async (): Promise<void> => {
    const certificates = await ingressCertificates();
    if (facts.apiAt === undefined)
      objects.transaction(() => {
        seed(objects, assets);
        publishAuthority(objects, certificates);
        facts.apiAt = clock.now();
      });
    servers.apps = await serveTls(context, ingressTls(certificates), createApps(cluster), false);
    servers.api = await startApiServer(context, assets, objects);
    for (const { name, reconcile } of controllers)
      loops.push(createLoop(clock, timeline.retry, () => reconcile(cluster), report(name)));
    kickAll();
  };
  const booting = createLoop(
    clock,
    timeline.retry,
    async () => {
      if (servers.api || stopped.signal.aborted) return undefined;
      const left = (facts.bornAt ?? clock.now()) + timeline.boot - clock.now();
      if (left > 0) return milliseconds(left);
      await open();
      return undefined;
    },
    report('boot'),
  );
  booting.kick();
  const listening = objects.onEvent(kickAll);

  return {
    groupId,
    infraId,
    domain,
    stage: () =>
      facts.apiAt === undefined ? 'booting' : facts.bootstrapGoneAt === undefined ? 'bootstrapping' : 'running',
    portFor(port) {
      if (facts.lostAt !== undefined) return undefined;
      if (port === 6_443) return servers.api?.port;
      return port === 443 ? servers.apps?.port : undefined;
    },
    look: kickAll,
    async close() {
      stopped.abort(new Error('the cluster stops'));
      listening[Symbol.dispose]();
      await booting.stop();
      await Promise.all(loops.map((loop) => loop.stop()));
      await Promise.all([servers.api?.close(), servers.apps?.close()]);
    },
  };
}
