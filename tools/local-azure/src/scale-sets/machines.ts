import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Duration, milliseconds, minutes } from '@aro-rp/time';
import { type ArmServer } from '../arm/index.ts';
import { type HealthState } from '../arm/model/providers/compute/scale-sets/hardware.ts';
import { terminationOf } from '../arm/model/providers/compute/scale-sets/model.ts';
import { instanceType, scaleSetIdOf } from '../arm/model/providers/compute/scale-sets/names.ts';
import { keyOf } from '../arm/model/resource-id.ts';
import { type Resource, type ResourceView } from '../arm/model/resource.ts';
import { type HostContext } from '../host/context.ts';
import { createHttpsCall } from '../openshift/network/https-call.ts';
import { identitiesOf, instanceOf, repairsAfter } from './instance.ts';
import { endLeftovers, openProcessFile } from './leftovers.ts';
import { type BalancerView, createBalancers } from './load-balancer/balancers.ts';
import { type Rule, rulesOf } from './load-balancer/rules.ts';
import { createLoopback } from './loopback.ts';
import { addressesOf, type LocalAddresses } from './machine/addresses.ts';
import { type Machine, type MachineContext, startMachine } from './machine/machine.ts';
import { type Surroundings } from './machine/local-environment.ts';
import { createImages } from './machine/pull-image.ts';
import { createPublisher } from './publish-metrics.ts';
import { createTimes } from './times.ts';

/** Changes that come within this time are looked at once. */
const together = milliseconds(50);

export interface MachinesOptions {
  /** Below it everything of the machines is kept. */
  dataDir: string;
  /** How many times as fast as Azure probes, restarts, notices and repairs are; 10 unless told. */
  speed?: number;
  /** Azure Resource Manager as it runs at this moment; undefined while it is started again. */
  arm(): ArmServer | undefined;
  issue: MachineContext['issue'];
  serviceBus: LocalAddresses['serviceBus'];
  surroundings: Omit<Surroundings, 'caFile'>;
  /** More for a program's environment, by the name of its unit. */
  environment?(
    unit: string,
  ): Readonly<Record<string, string>> | undefined | Promise<Readonly<Record<string, string>> | undefined>;
}

export interface MachineView {
  /** The instance's resource id. */
  id: string;
  name: string;
  /** Of loopback; what runs there has the ports of production. */
  address: string | undefined;
  pid: number | undefined;
  health: HealthState;
  restarts: number;
}

/** The machines of all scale sets, each a process of its own. */
export interface Machines {
  list(): MachineView[];
  loadBalancers(): BalancerView[];
  /** Azure Resource Manager was started again. */
  attach(): void;
  /** Ends all of them at once; they start again with the next local Azure. */
  close(): Promise<void>;
}

/**
 * Runs what Azure Resource Manager has of scale sets: makes and takes away machines as it changes, and ends first what
 * an earlier local Azure with the same folder has left.
 */
export async function startMachines(context: HostContext, options: MachinesOptions): Promise<Machines> {
  const { clock, certificates } = context;
  const times = createTimes(options.speed ?? 10);
  const folder = resolve(options.dataDir, 'scale-sets');
  for (const name of ['machines', 'logs']) mkdirSync(join(folder, name), { recursive: true, mode: 0o700 });
  endLeftovers(folder);
  const caFile = join(folder, 'ca.pem');
  writeFileSync(caFile, certificates.authority);
  const call = createHttpsCall(certificates.authority);
  const machines = new Map<string, Machine>();
  const terminating = new Set<string>();
  const balancers = createBalancers(folder, clock, times);
  const publish = createPublisher((...figures) => options.arm()?.metrics.record(...figures));
  let attached: Disposable[] = [];
  let closed = false;

  const nothing: ResourceView = { get: () => undefined, children: () => [], ofType: () => [] };
  const view = (): ResourceView => options.arm()?.view ?? nothing;
  const setOf = (instanceId: string): Resource | undefined => view().get(scaleSetIdOf(instanceId));
  const machineContext: MachineContext = {
    ...{ clock, times, folder, call },
    images: createImages(join(folder, 'images'), clock, certificates.authority),
    loopback: createLoopback(),
    processes: openProcessFile(folder),
    surroundings: { ...options.surroundings, caFile },
    addresses: () =>
      addressesOf(
        { ofType: (type) => view().ofType(undefined, type), shown: (id) => options.arm()?.scaleSets.shown(id) },
        options.serviceBus,
      ),
    identities: (id) => identitiesOf(setOf(id), view()),
    issue: options.issue,
    environment: async (unit) => (await options.environment?.(unit)) ?? {},
    console: (id, line) => {
      if (!closed) options.arm()?.serialConsole.append(id, line);
    },
    looked: (id) => {
      if (!closed) repair(id);
    },
  };

  /** Automatic instance repairs: one instance of a scale set at a time, and none that is young. */
  const repair = (id: string): void => {
    const set = setOf(id);
    const instance = view().get(id);
    const after = set && repairsAfter(set);
    if (!set || !instance || after === undefined) return;
    if (machines.get(keyOf(id))?.state().health === 'healthy') return;
    if (clock.now() < Date.parse(instance.createdTime) + times.of(minutes(after))) return;
    const isBusy = [...terminating].some((one) => one.startsWith(`${keyOf(set.id)}/`));
    if (!isBusy) options.arm()?.scaleSets.replace(id);
  };

  const take = (resource: Resource, machine: Machine | undefined, eventId: string, notice: Duration): void => {
    const key = keyOf(resource.id);
    if (terminating.has(key)) return;
    terminating.add(key);
    void (machine?.terminate(eventId, notice) ?? Promise.resolve()).then(() => {
      machines.delete(key);
      terminating.delete(key);
      // Should nobody hear it now, the next look finds an instance that nobody runs any more.
      if (!closed) options.arm()?.scaleSets.gone(resource.id);
    });
  };

  const look = async (): Promise<void> => {
    if (!options.arm()) return;
    const found = new Map(
      view()
        .ofType(undefined, instanceType)
        .map((one) => [keyOf(one.id), one]),
    );
    for (const [key, machine] of machines) {
      if (found.get(key)?.properties['vmId'] === machine.instance.vmId) continue;
      machines.delete(key);
      terminating.delete(key);
      void machine.powerOff();
    }
    for (const [key, resource] of found) {
      const set = setOf(resource.id);
      const end = terminationOf(resource);
      if (end) {
        const left = end.notBefore === undefined ? 0 : Math.max(0, Date.parse(end.notBefore) - clock.now());
        take(resource, machines.get(key), end.eventId, times.of(milliseconds(left)));
      } else if (set && !machines.has(key)) machines.set(key, startMachine(instanceOf(resource, set), machineContext));
    }
    const rules = rulesOf(view());
    await balancers.follow(rules, (id) => machines.get(keyOf(id))?.address());
    pointFrontDoor(rules);
  };

  let pointed: string | undefined;
  /** Requests for the resource provider go through the load balancer that the frontend's machines are behind. */
  const pointFrontDoor = (rules: readonly Rule[]): void => {
    const front = rules.find(
      ({ frontendPort, instances }) =>
        frontendPort === 443 && instances.some((id) => setOf(id)?.tags?.['service'] === 'frontend'),
    );
    const served = balancers
      .list()
      .find(({ loadBalancerId, rule }) => loadBalancerId === front?.loadBalancerId && rule === front.name);
    const url = served && `https://localhost:${served.localPort}`;
    if (url === undefined || url === pointed) return;
    pointed = url;
    options.arm()?.setFrontend(url);
  };

  let looking: Promise<void> = Promise.resolve();
  let isDue = false;
  let timer: Disposable | undefined;
  /** Looks once for all changes that come together, and now and then for addresses that machines have got since. */
  const soon = (): void => {
    if (isDue || closed) return;
    isDue = true;
    clock.schedule(together, () => {
      isDue = false;
      looking = looking
        .then(() => (closed ? undefined : look()))
        .catch((error: unknown) => context.log('arm', `scale sets: ${(error as Error).stack ?? String(error)}`));
    });
  };
  const everySoOften = (): void => {
    timer = clock.schedule(milliseconds(500), () => {
      soon();
      everySoOften();
    });
  };
  let publishing: Disposable | undefined;
  const publishAll = (): void => {
    publishing = clock.schedule(times.publishEvery, () => {
      for (const machine of machines.values()) {
        const set = setOf(machine.instance.id);
        const service = set?.tags?.['service'];
        if (set && service !== undefined) void publish(machine, set.id, service).catch(() => undefined);
      }
      publishAll();
    });
  };

  const attach = (): void => {
    for (const one of attached) one[Symbol.dispose]();
    const arm = options.arm();
    attached = [];
    pointed = undefined;
    if (!arm) return;
    attached = [arm.scaleSets.attach({ stateOf: (id) => machines.get(keyOf(id))?.state() }), arm.changed(soon)];
    soon();
  };
  attach();
  everySoOften();
  publishAll();

  return {
    list: () =>
      [...machines.values()].map((machine) => {
        const { health, restarts } = machine.state();
        const { id, name } = machine.instance;
        return { id, name, address: machine.address(), pid: machine.pid(), health, restarts };
      }),
    loadBalancers: () => balancers.list(),
    attach,
    async close() {
      closed = true;
      timer?.[Symbol.dispose]();
      publishing?.[Symbol.dispose]();
      for (const one of attached) one[Symbol.dispose]();
      await looking;
      await Promise.all([...machines.values()].map((machine) => machine.powerOff()));
      await balancers.close();
      call[Symbol.dispose]();
    },
  };
}
