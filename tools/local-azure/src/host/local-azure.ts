import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, systemClock } from '@aro-rp/time';
import { type Certificates, createCertificates } from '../certificates/index.ts';
import { loadSigningKey } from '../entra/keys.ts';
import { createTokenVerifier } from '../entra/verifier.ts';
import { createFaults, type Faults } from '../faults/index.ts';
import { type AdminServer, createAdminServer } from './admin.ts';
import { type Endpoints, type HostContext, serviceNames, type ServiceName } from './context.ts';
import { type Machines, type MachinesOptions } from '../scale-sets/index.ts';
import { lockDataFolder } from './data-folder.ts';
import { createFolders } from './folders.ts';
import { heldBy, needs, type ServiceOptions, type Services, starters } from './starters.ts';

export interface LocalAzureOptions extends ServiceOptions {
  /** Made when absent; one local Azure at a time has it. */
  dataDir: string;
  /** All services unless told. */
  only?: readonly ServiceName[];
  /** A free one for each that is not given. The admin endpoint is started only when its port is given. */
  ports?: Partial<Record<ServiceName | 'admin', number>>;
  /** The machine's unless told. */
  clock?: Clock;
  /** Instances of scale sets are processes on this machine; they are not unless told. */
  machines?: Pick<MachinesOptions, 'speed' | 'environment'>;
  /** Of the faults. */
  seed?: number;
  log?(service: ServiceName, line: string): void;
}

export interface LocalAzure extends AsyncDisposable {
  /** Of everything that was started; they stay when a service is restarted. */
  endpoints: Partial<Endpoints>;
  faults: Faults;
  clock: Clock;
  certificates: Certificates;
  /** What was asked for, whether or not it runs at this moment. */
  services: readonly ServiceName[];
  /** Each of these throws when the service was not started, and is another object after a restart. */
  readonly entra: Services['entra'];
  readonly keyVault: Services['key-vault'];
  readonly cosmos: Services['cosmos'];
  readonly serviceBus: Services['service-bus'];
  readonly arm: Services['arm'];
  readonly blob: Services['blob'];
  readonly registry: Services['registry'];
  readonly openshift: Services['openshift'];
  /** Throws when they were not asked for. */
  readonly machines: Machines;
  /** Closes the service and opens it again on the same port and data: connections break, what was acknowledged stays. */
  restart(service: ServiceName): Promise<void>;
  /** May be called twice. */
  close(): Promise<void>;
}

/**
 * Starts the services in this process, on loopback. Safe beside others with another data folder.
 * @throws Error when the data folder is in use or a port is taken; nothing stays running then
 */
export async function startLocalAzure(options: LocalAzureOptions): Promise<LocalAzure> {
  const wanted = serviceNames.filter((name) => options.only?.includes(name) ?? true);
  for (const name of wanted)
    for (const needed of needs[name] ?? [])
      if (!wanted.includes(needed)) throw new Error(`${name} needs ${needed}: start it too`);
  for (const needed of options.machines ? (['entra', 'arm', 'registry'] as const) : [])
    if (!wanted.includes(needed)) throw new Error(`machines need ${needed}: start it too`);
  const lock = lockDataFolder(options.dataDir);
  const running: Partial<Services> = {};
  const endpoints: Partial<Endpoints> = {};
  const ports = { ...options.ports };
  let admin: AdminServer | undefined;
  let machines: Machines | undefined;
  let restarting: Promise<void> = Promise.resolve();

  const stop = async () => {
    await restarting.catch(() => undefined);
    await admin?.close();
    await machines?.close();
    const closed = await Promise.allSettled(Object.values(running).map((service) => service.close()));
    lock[Symbol.dispose]();
    for (const one of closed) if (one.status === 'rejected') throw one.reason;
  };

  try {
    // One that was killed leaves it behind, and whoever waits for this start must not read it.
    await rm(join(options.dataDir, 'endpoints.json'), { force: true });
    const context = await createContext(options);
    const start = async <Name extends ServiceName>(name: Name) => {
      const service = await starters[name](context, ports[name] ?? 0, options, running);
      running[name] = service;
      ports[name] = portOf(service.endpoints);
      Object.assign(endpoints, service.endpoints);
      for (const origin of origins(endpoints)) running.entra?.addResource(origin);
    };
    for (const name of wanted) await start(name);
    // Some addresses are known only when the services after theirs have started.
    for (const service of Object.values(running)) Object.assign(endpoints, service.endpoints);

    const get = <Name extends ServiceName>(name: Name): Services[Name] => {
      const service = running[name];
      if (!service) throw notStarted(name);
      return service;
    };
    let closing: Promise<void> | undefined;
    const close = () => (closing ??= stop());
    const azure: LocalAzure = {
      endpoints,
      faults: context.faults,
      clock: context.clock,
      certificates: context.certificates,
      services: wanted,
      get entra() {
        return get('entra');
      },
      get keyVault() {
        return get('key-vault');
      },
      get cosmos() {
        return get('cosmos');
      },
      get serviceBus() {
        return get('service-bus');
      },
      get arm() {
        return get('arm');
      },
      get blob() {
        return get('blob');
      },
      get registry() {
        return get('registry');
      },
      get openshift() {
        return get('openshift');
      },
      get machines() {
        if (!machines) throw new Error('machines were not started: ask for them with `machines`');
        return machines;
      },
      restart(name) {
        const next = restarting
          .catch(() => undefined)
          .then(async () => {
            if (!wanted.includes(name)) throw notStarted(name);
            // A start that fails (the port is gone, say) leaves nothing behind that a later one would trip over.
            const again = [name, ...(heldBy[name] ?? []).filter((one) => running[one])];
            for (const one of again.toReversed()) {
              const old = running[one];
              delete running[one];
              await old?.close();
            }
            for (const one of again) await start(one);
            if (again.includes('arm')) machines?.attach();
          });
        restarting = next;
        return next;
      },
      close,
      [Symbol.asyncDispose]: close,
    };
    if (options.machines) {
      const { startMachines } = await import('../scale-sets/index.ts');
      const { authorityHost = '', graph = '', clusterProxy, arm = '' } = endpoints;
      machines = await startMachines(context, {
        ...options.machines,
        dataDir: options.dataDir,
        arm: () => running.arm,
        issue: (identity, audience) => azure.entra.issueToManagedIdentity(identity, audience),
        serviceBus: (namespace, clientId) => running['service-bus']?.connectionStringFor(namespace, clientId),
        surroundings: { arm, authorityHost, graph, ...(clusterProxy === undefined ? {} : { clusterProxy }) },
      });
    }
    if (options.ports?.admin !== undefined) {
      admin = await createAdminServer(azure, running, options.ports.admin);
      endpoints.admin = admin.origin;
    }
    return azure;
  } catch (error) {
    await stop();
    throw error;
  }
}

const notStarted = (name: ServiceName) => new Error(`${name} was not started: name it in \`only\``);

async function createContext(options: LocalAzureOptions): Promise<HostContext> {
  const { dataDir, clock = systemClock, seed } = options;
  const folder = createFolders(dataDir);
  const certificates = await createCertificates(join(dataDir, 'certificates'));
  const key = await loadSigningKey(folder('entra'));
  return {
    folder,
    clock,
    certificates,
    faults: createFaults(seed === undefined ? {} : { seed }),
    tokens: createTokenVerifier(key, clock),
    log: options.log ?? (() => undefined),
  };
}

/** The resources for which tokens are given out, beside Azure's public ones. */
function origins({ arm, cosmos, keyVault, blob }: Partial<Endpoints>): string[] {
  return [arm, cosmos?.endpoint, keyVault, blob].filter((origin) => origin !== undefined);
}

function portOf(endpoints: Partial<Endpoints>): number {
  const { arm, authorityHost, cosmos, keyVault, serviceBus, blob, registry, clusterProxy } = endpoints;
  const own = registry === undefined ? undefined : `https://${registry}`;
  const url = arm ?? authorityHost ?? cosmos?.endpoint ?? keyVault ?? blob ?? own ?? clusterProxy ?? '';
  const bus = /Endpoint=sb:\/\/[^:;]+:(\d+)/.exec(serviceBus?.connectionString ?? '')?.[1];
  return Number(bus ?? new URL(url).port);
}
