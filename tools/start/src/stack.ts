import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Endpoints, removeEndpoints, writeEndpointFiles } from '@aro-rp/local-azure';
import { type AppName, apps, buildBundles } from './bundles.ts';
import { processesFile } from './leftovers.ts';
import { releases, releasesFile, startLocalAzureProcess } from './local-azure.ts';
import { offer } from './offer.ts';
import { type Ports } from './options.ts';
import { freePorts } from './ports.ts';
import { provision } from './provision.ts';
import { registerProvider } from './register-provider.ts';
import { type AwaitedRelease, untilMirrored } from './until-mirrored.ts';
import { type ServiceInstance, serviceProcess } from './services.ts';
import { supervise, type Supervised } from './supervise.ts';
import { trust } from './trust.ts';

export interface StackOptions {
  /** The project's folder. */
  root: string;
  /** Where everything is kept; `.local` in the project's folder for `npm start`. */
  dataDir: string;
  ports: Ports;
  /**
   * How many of each app; one unless told, but no mirror: without one, releases are in the service's registry from the
   * start. Those after the first take free ports.
   */
  instances?: Partial<Record<AppName, number>>;
  protocolTimes?: string;
  /** ISO 8601; the queues' own unless told. */
  queueLock?: string;
  /** Of a service that has ended by itself; see `supervise`. */
  restartDelays?: readonly number[];
  /** False when the bundles have been built just now. */
  build?: boolean;
  /** Stops everything when it aborts, at whatever stage. */
  signal?: AbortSignal;
  /** Progress, in the words of `npm start`. */
  onProgress?(what: string): void;
  /** Each line that a service logs. */
  onLine?(service: string, line: string): void;
  onCrash?(process: string, how: string): void;
}

export interface Stack {
  endpoints: Endpoints;
  services: readonly ServiceInstance[];
  /** As in `endpoints.json`. */
  pidOf(name: string): number | undefined;
  /** Drains a service, ends it and starts it again from another bundle, its own unless told; returns when it is ready. */
  replace(name: string, bundle?: string): Promise<void>;
  /** Ends everything, services first. May be called twice. */
  stop(): Promise<void>;
}

const drainLimit = 4_000;

/**
 * Starts local Azure and every service, each a process of its own that is started again when it ends by itself, and
 * returns when all are ready. Writes `endpoints.json`, last and by rename, and again with each restart.
 * @throws Error with what went wrong; nothing stays running then
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { root, dataDir, ports, onProgress = () => undefined } = options;
  mkdirSync(dataDir, { recursive: true });
  rmSync(join(dataDir, 'endpoints.json'), { force: true });
  const running: Supervised[] = [];
  const processes: Record<string, number> = {};
  let written: { endpoints: Endpoints; authority: string } | undefined;
  let stopping: Promise<void> | undefined;

  const onStart = (name: string) => (pid: number) => {
    processes[name] = pid;
    writeFileSync(processesFile(dataDir), JSON.stringify(processes));
    if (written && !stopping) void writeEndpointFiles(dataDir, written.authority, { ...written.endpoints, processes });
  };
  const onCrash = (name: string) => (how: string) => {
    if (!stopping) options.onCrash?.(name, how);
  };
  const stopped = new AbortController();
  const stop = async () => {
    stopped.abort(new Error('stopped'));
    await removeEndpoints(dataDir);
    const [azure, ...services] = running;
    await Promise.all(services.map((service) => service.stop(drainLimit)));
    await azure?.stop(2_000);
  };
  const stopOnce = () => (stopping ??= stop());
  options.signal?.addEventListener('abort', () => void stopOnce(), { once: true });

  try {
    const mirrored = (options.instances?.mirror ?? 0) > 0;
    const frontend = `https://localhost:${ports['frontend-port']}`;
    const [azure] = await Promise.all([
      startLocalAzureProcess(
        {
          ...options,
          frontend,
          mirrored,
          onCrash: onCrash('local-azure'),
          onStart: onStart('local-azure'),
        },
        running,
      ),
      options.build === false ? undefined : buildBundles(root),
    ]);
    const endpoints: Endpoints = { ...azure, frontend, processes };
    onProgress('local Azure is up');
    const authority = trust(endpoints);
    await provision(endpoints);
    onProgress('containers, queues, data key and certificate are there');
    const offerReleases = async () => {
      await offer(root, endpoints, ['update-versions', releasesFile(dataDir)]);
      onProgress(`OpenShift ${releases.join(', ')} can be installed`);
    };
    await Promise.all([
      mirrored ? undefined : offerReleases(),
      offer(root, endpoints, ['update-role-sets', join(root, 'deploy', 'role-sets.json')]),
    ]);

    const services = await instancesOf(options);
    const protocolTimes = options.protocolTimes === undefined ? {} : { protocolTimes: options.protocolTimes };
    const startService = async (instance: ServiceInstance, bundle?: string) => {
      const { name, healthPort } = instance;
      const started = supervise({
        ...serviceProcess(instance, { root, dataDir, endpoints, ...protocolTimes, ...(bundle && { bundle }) }),
        onLine: (line) => options.onLine?.(name, line),
        onCrash: onCrash(name),
        onStart: onStart(name),
        ...(options.restartDelays && { restartDelays: options.restartDelays }),
      });
      running.push(started);
      await started.during(untilReady(healthPort));
      onProgress(`${name} is ready, pid ${started.pid()}`);
    };
    const replace = async (name: string, bundle?: string) => {
      const instance = services.find((one) => one.name === name);
      const former = running.find((one) => one.name === name);
      if (!instance || !former) throw new Error(`there is no service ${name}`);
      await former.stop(drainLimit);
      running.splice(running.indexOf(former), 1);
      await startService(instance, bundle);
    };
    await Promise.all(services.map((instance) => startService(instance)));
    if (mirrored) {
      const published = JSON.parse(readFileSync(releasesFile(dataDir), 'utf8')) as AwaitedRelease[];
      const mirroring = untilMirrored(endpoints, published, stopped.signal);
      await Promise.race(running.map((one) => one.during(mirroring)));
      onProgress('the releases are mirrored and verified');
      await offerReleases();
    }
    await registerProvider(endpoints);
    onProgress('the resource provider is registered');
    await writeEndpointFiles(dataDir, authority, endpoints);
    written = { endpoints, authority };
    return { endpoints, services, pidOf: (name) => processes[name], replace, stop: stopOnce };
  } catch (error) {
    await stopOnce();
    throw error;
  }
}

async function instancesOf({ ports, instances = {} }: StackOptions): Promise<ServiceInstance[]> {
  const services: ServiceInstance[] = [];
  for (const app of apps) {
    for (let number = 1; number <= (instances[app] ?? (app === 'mirror' ? 0 : 1)); number++) {
      const [healthPort = 0, port = 0] =
        number === 1 ? [ports[`${app}-health-port`], ports['frontend-port']] : await freePorts(2);
      services.push({
        app,
        name: number === 1 ? app : `${app}-${number}`,
        healthPort,
        ...(app === 'frontend' && { port }),
      });
    }
  }
  return services;
}

async function untilReady(healthPort: number): Promise<void> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${healthPort}/healthz/ready`).catch(() => undefined);
    await answer?.body?.cancel();
    if (answer?.status === 200) return;
    await sleep(50);
  }
}
