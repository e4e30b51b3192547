import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { connectBlobStore } from '@aro-rp/azure';
import { createDatabase } from '@aro-rp/database';
import { createServiceCredential, credentialSettings, type Environment, readSettings } from '@aro-rp/service';
import { createLog } from '@aro-rp/telemetry';
import { type Clock, milliseconds } from '@aro-rp/time';
import { fetchGraph } from '../graph/fetch-graph.ts';
import { type Release } from '../graph/read-graph.ts';
import { MirrorError } from '../mirror-error.ts';
import { type Tally } from '../progress/tally.ts';
import { type Report } from '../progress/view.ts';
import { openRegistries } from '../registries.ts';
import { type PipelineParts } from '../release/pipeline.ts';
import { noRecord, type ReleaseRecord } from '../release/record.ts';
import { createReleaseLeases } from '../service/lease.ts';
import { underLease } from '../service/under-lease.ts';
import { type CommandSettings, commandSettings } from '../settings.ts';

/** What a command works with. */
export interface Workshop {
  settings: CommandSettings;
  pipeline: PipelineParts;
  channel(name: string, signal: AbortSignal): Promise<Release[]>;
  /** Alone where there is a database: waits while another mirror works on the release. */
  alone(
    release: Release,
    signal: AbortSignal,
    work: (record: ReleaseRecord, signal: AbortSignal) => Promise<void>,
  ): Promise<void>;
  close(): Promise<void>;
}

/** @returns every fault of the environment, or what a command works with @throws MirrorError `bad-input` */
export async function openWorkshop(
  environment: Environment,
  { clock, tally, report }: { clock: Clock; tally: Tally; report: Report },
): Promise<Workshop | { faults: string[] }> {
  const read = readSettings(commandSettings, environment);
  if (read.kind === 'refused') return { faults: read.faults };
  const settings = read.values;
  const identity = identityOf(settings, environment);
  if (Array.isArray(identity)) return { faults: identity };
  // What a command has to say it says by its events.
  const log = createLog({ service: 'mirror', version: 'command', level: 'error', format: 'json' });
  const registries = await openRegistries({ settings, credential: identity, clock, log });
  const { architecture, cosmosEndpoint: endpoint, installerStore: container } = settings;
  const database =
    endpoint && identity
      ? createDatabase({ endpoint, databaseName: settings.cosmosDatabase, auth: { credential: identity }, clock })
      : undefined;
  await database?.ping().catch((error: Error) => {
    throw new MirrorError('unreachable', `${endpoint}: ${error.message}`, { cause: error });
  });
  const leases =
    database &&
    createReleaseLeases({
      ...{ leases: database.rangeLeases, clock, log, freeAfter: settings.leaseFreeAfter },
      owner: `${hostname()}-${process.pid}-${randomUUID().slice(0, 8)}`,
    });

  return {
    settings,
    pipeline: {
      ...{ registries, tally, report, clock, architecture, imagesAtOnce: settings.imagesAtOnce },
      ...(container && identity && { installers: connectBlobStore({ container, credential: identity, clock, log }) }),
      ...(database && { versions: database.versions }),
    },
    channel: (name, signal) => fetchGraph({ url: settings.graphUrl, architecture, clock }, name, signal),
    async alone(release, signal, work) {
      if (!database || !leases) return work(noRecord, signal);
      let told = false;
      while ((await underLease({ leases, database, clock, log }, release, signal, work)) === 'held') {
        if (!told)
          report({ event: 'note', message: `${release.version} is being mirrored by another; waiting for it` });
        told = true;
        await clock.sleep(milliseconds(settings.leaseFreeAfter / 20), signal);
      }
    },
    async close() {
      await registries.close();
      database?.dispose();
    },
  };
}

/** @returns undefined where nothing is asked that needs it, or what is missing for it */
function identityOf({ registryAuth, cosmosEndpoint, installerStore }: CommandSettings, environment: Environment) {
  if (registryAuth !== undefined && cosmosEndpoint === undefined && installerStore === undefined) return undefined;
  const read = readSettings(credentialSettings, environment);
  if (read.kind === 'refused') return read.faults;
  const credential = createServiceCredential(read.values);
  return 'fault' in credential ? [credential.fault] : credential;
}
