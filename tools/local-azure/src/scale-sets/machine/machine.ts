import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, type Duration, milliseconds, seconds } from '@aro-rp/time';
import { type InstanceState } from '../../arm/model/providers/compute/scale-sets/hardware.ts';
import { type HealthProbe } from '../../arm/model/providers/compute/scale-sets/model.ts';
import { createImdsServer, type ImdsOptions, type ImdsServer, type ScheduledEvent } from '../../imds/index.ts';
import { type HttpsCall } from '../../openshift/network/https-call.ts';
import { type ProcessFile } from '../leftovers.ts';
import { type Loopback } from '../loopback.ts';
import { type Times } from '../times.ts';
import { type LocalAddresses, localEnvironment, localize } from './addresses.ts';
import { type Program, readProgram } from './cloud-config.ts';
import { answerOf, type Probed, probeHealth } from './health.ts';
import { localAdditions, type Surroundings } from './local-environment.ts';
import { createMetadataClient, type MetadataClient } from './metadata-client.ts';
import { type Images } from './pull-image.ts';
import { runProgram } from './running-program.ts';
import { fetchSecrets } from './secret-files.ts';
import { startUnit, type Unit } from './unit.ts';

/** One virtual machine, as Azure Resource Manager has it. */
export interface Instance {
  /** The resource id. */
  id: string;
  vmId: string;
  name: string;
  /** In base64. */
  customData: string;
  probe?: HealthProbe;
  metadata: ImdsOptions['machine'];
}

/** What machines are made with. */
export interface MachineContext {
  clock: Clock;
  times: Times;
  /** Each machine has a folder below it while it is there, and its log stays. */
  folder: string;
  loopback: Loopback;
  processes: ProcessFile;
  surroundings: Surroundings;
  images: Images;
  /** Trusts that authority. */
  call: HttpsCall;
  addresses(): LocalAddresses;
  identities: (instanceId: string) => ReturnType<ImdsOptions['identities']>;
  issue: ImdsOptions['issue'];
  /** What else a program gets in its environment. Asked before each start, which waits for it. */
  environment(unit: string): Promise<Readonly<Record<string, string>>>;
  /** A line of a machine's serial console. */
  console(instanceId: string, line: string): void;
  /** Told whenever the health of a machine has been looked at. */
  looked(instanceId: string): void;
}

/** A machine that runs. */
export interface Machine {
  readonly instance: Instance;
  /** Its own, of loopback; undefined before it has started. */
  address(): string | undefined;
  pid(): number | undefined;
  state(): InstanceState;
  /** The exposition text of its program; undefined when it does not answer. */
  figures(): Promise<string | undefined>;
  /** Gives notice, waits until the machine approves or `notice` has passed, and takes it away. */
  terminate(eventId: string, notice: Duration): Promise<void>;
  /** Takes it away at once. May be called twice, and while it is terminated. */
  powerOff(): Promise<void>;
}

const powerButton = seconds(5);

export function startMachine(instance: Instance, context: MachineContext): Machine {
  const { clock, times } = context;
  const own = join(context.folder, 'machines', instance.vmId);
  const events: ScheduledEvent[] = [];
  const approved = Promise.withResolvers<void>();
  const off = new AbortController();
  let address: string | undefined;
  let imds: ImdsServer | undefined;
  let unit: Unit | undefined;
  let health: Probed | undefined;
  let program: Program | undefined;

  const say = (line: string) => {
    if (!off.signal.aborted) context.console(instance.id, line);
  };

  const boot = async (): Promise<void> => {
    program = readProgram(instance.customData);
    address = await context.loopback.take(instance.probe?.port ?? 8080);
    imds = await createImdsServer(context, {
      port: 0,
      machine: instance.metadata,
      identities: () => context.identities(instance.id),
      issue: context.issue,
      scheduledEvents: {
        list: () => events,
        approve(id) {
          const known = events.some((one) => one.id === id);
          if (known) approved.resolve();
          return known;
        },
      },
    });
    if (off.signal.aborted) return;
    if (!program) return say('cloud-init: nothing that runs here');
    const metadata = createMetadataClient(imds.endpoint);
    unit = startProgram(program, address, imds.endpoint, metadata);
    if (instance.probe)
      health = probeHealth({
        probe: instance.probe,
        address,
        clock,
        times,
        changed: () => context.looked(instance.id),
      });
    if (program.watchesTermination) void watch(program, metadata, unit);
  };

  const startProgram = (found: Program, at: string, endpoint: string, metadata: MetadataClient): Unit => {
    const path = join(own, 'app', 'main.mjs');
    const secrets = join(own, 'secrets');
    const inOwnFolder = (text: string) =>
      [
        ...found.scratch.map((folder) => [folder, join(own, 'scratch', folder)] as const),
        [found.secretsFolder, secrets] as const,
      ].reduce(
        (value, [folder, local]) =>
          folder !== undefined && (value === folder || value.startsWith(`${folder}/`))
            ? `${local}${value.slice(folder.length)}`
            : value,
        text,
      );
    let secretsAt = -Infinity;
    let more: Readonly<Record<string, string>> = {};
    const readSecrets = async () => {
      const files = found.secretFiles.map(({ name, url }) => ({ name, url: localize(url, context.addresses()) }));
      const clientId = found.secretsClientId ?? '';
      await fetchSecrets(files, secrets, { metadata, clientId, call: context.call });
      secretsAt = clock.monotonic();
    };
    const keepSecrets = async () => {
      while (!off.signal.aborted) {
        await clock.sleep(times.secretsEvery, off.signal).catch(() => undefined);
        if (off.signal.aborted || clock.monotonic() < secretsAt + times.secretsEvery / 2) continue;
        await readSecrets().catch((error: Error) => say(`fetch-secrets.service: ${error.message}`));
      }
    };
    if (found.secretFiles.length > 0) void keepSecrets();
    return startUnit({
      name: found.unit,
      clock,
      restartAfter: times.of(seconds(found.restartAfter)),
      console: say,
      async prepare(signal) {
        await readSecrets();
        for (const folder of found.scratch) await mkdir(join(own, 'scratch', folder), { recursive: true });
        const { registry, repository, digest } = found.image;
        const host = localize(registry, context.addresses());
        const image = { host, repository, digest, clientId: found.hostClientId };
        await context.images.pull(image, { metadata, path, signal });
        more = await context.environment(found.unit);
      },
      start: () => {
        const given = Object.fromEntries(
          Object.entries(localEnvironment(found.environment, context.addresses())).map(([name, value]) => [
            name,
            inOwnFolder(value),
          ]),
        );
        const here = { address: at, metadata: endpoint, times, surroundings: context.surroundings };
        const environment = { ...given, ...localAdditions(given, here), ...more };
        const logFile = join(context.folder, 'logs', `${instance.name}.log`);
        const running = runProgram({ path, environment, logFile, started: (pid) => context.processes.add(pid) });
        const { pid } = running;
        if (pid !== undefined) void running.ended.then(() => context.processes.remove(pid));
        return running;
      },
    });
  };

  /** Stops the program when Azure says that it will take the machine away, and only then lets Azure go on. */
  const watch = async ({ stopWithin }: Program, metadata: MetadataClient, watched: Unit): Promise<void> => {
    while (!off.signal.aborted) {
      await clock.sleep(times.watchEvery, off.signal).catch(() => undefined);
      if (off.signal.aborted) return;
      const event = await metadata.termination(instance.name).catch(() => undefined);
      if (!event) continue;
      await watched.stop(times.of(seconds(stopWithin)));
      await metadata.approve(event.eventId).catch(() => undefined);
      return;
    }
  };

  const booted = boot().catch((error: unknown) => say((error as Error).message));

  let ending: Promise<void> | undefined;
  const powerOff = async (): Promise<void> => {
    off.abort(new Error('off'));
    await booted;
    health?.[Symbol.dispose]();
    await unit?.stop(milliseconds(0));
    await imds?.close();
    if (address !== undefined) context.loopback.giveBack(address);
    await rm(own, { recursive: true, force: true });
  };
  const powerOffOnce = () => (ending ??= powerOff());

  return {
    instance,
    address: () => address,
    pid: () => unit?.pid(),
    state: () => ({
      health: health?.state() ?? 'unknown',
      isRunning: address !== undefined,
      restarts: unit?.restarts() ?? 0,
    }),
    async figures() {
      if (!instance.probe || address === undefined) return undefined;
      const answer = await answerOf('http', address, instance.probe.port, '/metrics');
      return answer?.status === 200 ? answer.text : undefined;
    },
    async terminate(eventId, notice) {
      await booted;
      const notBefore = clock.now() + notice;
      events.push({ id: eventId, type: 'Terminate', resources: [instance.name], notBefore });
      const over = new AbortController();
      await Promise.race([
        approved.promise,
        clock.sleep(notice, AbortSignal.any([over.signal, off.signal])).catch(() => undefined),
      ]);
      over.abort(new Error('over'));
      await unit?.stop(times.of(powerButton));
      await powerOffOnce();
    },
    powerOff: powerOffOnce,
  };
}
