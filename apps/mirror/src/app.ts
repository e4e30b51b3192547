import { connectBlobStore } from '@aro-rp/azure';
import { createDatabase, type Database, keepServerClock } from '@aro-rp/database';
import { type RunningService, type ServiceContext } from '@aro-rp/service';
import { milliseconds, seconds } from '@aro-rp/time';
import { eventsOf } from './progress/service-events.ts';
import { openRegistries } from './registries.ts';
import { type PipelineParts } from './release/pipeline.ts';
import { createReleaseLeases } from './service/lease.ts';
import { startWatching, type Watch } from './service/watch.ts';
import { type MirrorSettings } from './settings.ts';

/** The mirror as a service. @throws MirrorError naming the setting that cannot be used */
export async function startMirror(settings: MirrorSettings, context: ServiceContext): Promise<RunningService> {
  const { log, metrics, clock, credential, instance } = context;
  const registries = await openRegistries({ settings, credential, clock, log });
  const database = createDatabase({
    endpoint: settings.cosmosEndpoint,
    databaseName: settings.cosmosDatabase,
    auth: { credential },
    clock,
    log,
    onOutcome: (outcome, { name, container }) => metrics.count('database_batches', { outcome, name, container }),
  });
  const clockKeeper = keepServerClock(database, { clock, log });
  const { tally, report, stop: stopTelling } = eventsOf({ log, metrics, clock, every: seconds(5) });
  const pipeline: PipelineParts = {
    ...{ registries, tally, report, clock },
    imagesAtOnce: settings.imagesAtOnce,
    architecture: settings.architecture,
    installers: connectBlobStore({ container: settings.installerStore, credential, clock, log }),
    versions: database.versions,
  };
  const freeAfter = settings.leaseFreeAfter;
  const watch = startWatching({
    ...{ database, pipeline, clock, log, metrics },
    leases: createReleaseLeases({ leases: database.rangeLeases, clock, log, owner: instance, freeAfter }),
    graph: { url: settings.graphUrl, architecture: settings.architecture, clock },
    channels: settings.channels,
    wanted: { minimum: settings.minimumVersion, denied: settings.deniedVersions },
    every: settings.watchEvery,
    lookEvery: milliseconds(freeAfter / 2),
  });

  return {
    notReady: () => notReady(database, watch),
    drain: () => watch.stop(),
    async stop() {
      stopTelling();
      clockKeeper[Symbol.dispose]();
      await registries.close();
      database.dispose();
    },
  };
}

/** T1: without server time nothing is recorded. */
const notReady = ({ serverClock }: Database, watch: Watch): string[] => [
  ...(serverClock.isKnown() ? [] : ["Cosmos DB's time is not known"]),
  ...watch.notReady(),
];
