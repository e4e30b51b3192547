import { type Duration, milliseconds } from '@aro-rp/time';
import { type HostContext } from '../host/context.ts';
import { readAssets } from './boot/assets.ts';
import { type Fetched } from './boot/try-boot.ts';
import { parseIgnition } from './boot/ignition.ts';
import { openRoom, type Room } from './boot/room.ts';
import { type Cluster, startCluster } from './cluster/cluster.ts';
import { createHttpsCall } from './network/https-call.ts';
import { machinesOf, quorum } from './network/quorum.ts';
import { type ClusterReport, type OpenShiftOptions, type OpenShiftServer } from './options.ts';
import { createConnectProxy } from './proxy/connect-proxy.ts';
import { resolveTarget } from './proxy/routes.ts';
import { openStore, type Store } from './store.ts';
import { fast, real, type Timeline } from './timeline.ts';

/** Many writes of local ARM come together; one look is enough for them. */
const settle: Duration = milliseconds(100);

const timelineOf = (name: OpenShiftOptions['timeline'] = 'fast'): Timeline =>
  name === 'fast' ? fast : name === 'real' ? real : name;

/** What is kept of a cluster beside its objects. */
interface Identity {
  groupId: string;
  infraId: string;
}

/**
 * Stands in for the hardware of clusters: whenever the machines of a cluster are there in local ARM and everything that
 * a real one needs is right, a cluster comes up, behind the proxy. @throws Error when the port is taken
 */
export async function createOpenShiftServer(context: HostContext, options: OpenShiftOptions): Promise<OpenShiftServer> {
  const { clock } = context;
  const { arm: world, random = Math.random } = options;
  const timeline = timelineOf(options.timeline);
  const store = openStore(context.folder('openshift'));
  const call = createHttpsCall(context.certificates.authority);
  const stopped = new AbortController();
  const clusters = new Map<string, Cluster>();
  const going = new Set<Promise<void>>();

  const start = (id: string, { groupId }: Identity, text: string): void => {
    const assets = readAssets(parseIgnition(text, 'bootstrap.ign'));
    clusters.set(
      id,
      startCluster({ context, world, store: store.cluster(id), assets, groupId, timeline, call, random }),
    );
  };
  const report = (error: unknown): void => {
    if (!stopped.signal.aborted) context.log('openshift', (error as Error).stack ?? String(error));
  };
  const room: Room = openRoom({
    world,
    call,
    clock,
    signal: stopped.signal,
    timeline,
    report,
    isRunning: (id) => clusters.has(id),
    born(id, { groupId, infraId }, _assets, { text }) {
      const kept = store.cluster(id);
      kept.transaction(() => {
        kept.setFact('identity', { groupId, infraId } satisfies Identity);
        kept.setFact('ignition', text);
        kept.setFact('bornAt', clock.now());
      });
      context.log('openshift', `${infraId} boots`);
      start(id, { groupId, infraId }, text);
    },
  });

  /** A cluster without machines is none; what is made under its name later is another. */
  const forgetGone = (): void => {
    for (const [id, cluster] of clusters) {
      if (machinesOf(world.view, cluster).length > 0) continue;
      clusters.delete(id);
      context.log('openshift', `${cluster.infraId} is gone`);
      const closing = cluster.close().then(() => {
        if (store.clusters().includes(id)) store.forget(id);
      }, report);
      going.add(closing);
      void closing.finally(() => going.delete(closing));
    }
  };
  let looking: Disposable | undefined;
  const look = (): void => {
    looking = undefined;
    if (stopped.signal.aborted) return;
    try {
      forgetGone();
      room.look();
      for (const cluster of clusters.values()) cluster.look();
    } catch (error) {
      report(error);
    }
  };
  const lookSoon = (): void => void (looking ??= clock.schedule(settle, look));

  const resolve = (host: string, port: number): number | undefined => {
    const target = resolveTarget(world, [...clusters.values()], host, port);
    const cluster = target && [...clusters.values()].find(({ groupId }) => groupId === target.groupId);
    return cluster && quorum(world.view, cluster) ? cluster.portFor(target.port) : undefined;
  };

  for (const id of store.clusters()) resume(store, id, start, report);
  const changes = world.changed(lookSoon);
  let proxy: Awaited<ReturnType<typeof createConnectProxy>>;
  let closing: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    stopped.abort(new Error('local Azure stops'));
    looking?.[Symbol.dispose]();
    changes[Symbol.dispose]();
    await room.stop();
    await Promise.all([...going, ...[...clusters.values()].map((cluster) => cluster.close())]);
    call[Symbol.dispose]();
    store.close();
  };
  try {
    proxy = await createConnectProxy(context, { port: options.port, resolve });
  } catch (error) {
    await stop();
    throw error;
  }
  lookSoon();

  return {
    name: 'openshift',
    endpoints: { clusterProxy: proxy.proxy },
    proxy: proxy.proxy,
    clusters: () => [
      ...room.waiting().map(({ hardware: { infraId, groupId }, unmet }): ClusterReport => ({
        infraId,
        groupId,
        stage: 'waiting',
        ...(unmet === undefined ? {} : { unmet }),
      })),
      ...[...clusters.values()].map(({ infraId, groupId, domain, stage }): ClusterReport => ({
        infraId,
        groupId,
        domain,
        stage: stage(),
      })),
    ],
    close: () => (closing ??= proxy.close().then(stop)),
  };
}

function resume(
  store: Store,
  id: string,
  start: (id: string, identity: Identity, text: string) => void,
  report: (error: unknown) => void,
): void {
  const kept = store.cluster(id);
  const identity = kept.fact('identity') as Identity | undefined;
  const text = kept.fact('ignition') as Fetched['text'] | undefined;
  if (!identity || text === undefined) return store.forget(id);
  try {
    start(id, identity, text);
  } catch (error) {
    report(error);
  }
}
