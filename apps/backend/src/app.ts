import { join } from 'node:path';
import { createAzure, createCredentials, type CredentialOptions } from '@aro-rp/azure';
import { createDatabase, type Database, keepServerClock, readProtocolTimes } from '@aro-rp/database';
import { queueDefinitions, queues, type Receiver, redeliveredFor, subscribe } from '@aro-rp/messaging';
import { cleanScratch, connectCluster, makePrivateFolder, type Scratch } from '@aro-rp/openshift';
import {
  connectKeyVault,
  createKeyRing,
  keepKeyRing,
  type RunningService,
  serviceBusConnectionOf,
  type ServiceContext,
} from '@aro-rp/service';
import { type Duration, milliseconds, minutes } from '@aro-rp/time';
import { createInstallations } from './installation/installations.ts';
import { createPlanBook } from './plans/index.ts';
import { type ServicePlace } from './plans/context.ts';
import { type BackendSettings } from './settings.ts';
import { createSubscriptionPlanBook } from './subscriptions/index.ts';
import { createOldest } from './worker/oldest.ts';
import { untilKnown } from './worker/until-known.ts';
import { createWorker } from './worker/worker.ts';

/** Messages about subscriptions are few, and their slices short. */
const subscriptionReceivers = 2;

/** The backend with the Azure services that it works with. @throws Error naming the setting that cannot be used */
export async function startBackend(settings: BackendSettings, context: ServiceContext): Promise<RunningService> {
  const { log, metrics, clock, credential, instance } = context;
  const times = readProtocolTimes(settings.protocolTimes);
  requireReceivers(settings);
  const connection = serviceBusConnectionOf(settings, credential);
  const credentialFor = createCredentials({ service: credential, rp: applicationOf(settings) });
  const keyRing = createKeyRing(connectKeyVault(settings.keyVault, credential).keySource(settings.dataKeyName), {
    clock,
    log,
    metrics,
  });
  const database = createDatabase({
    endpoint: settings.cosmosEndpoint,
    databaseName: settings.cosmosDatabase,
    auth: { credential },
    clock,
    protocol: times,
    keyRing,
    log,
    onOutcome: (outcome, { name, container }) => metrics.count('database_batches', { outcome, name, container }),
  });
  const azure = createAzure({
    armEndpoint: settings.armEndpoint,
    graphEndpoint: settings.graphEndpoint,
    credentialFor,
    clock,
    log,
    callTimeout: times.callTimeout,
  });
  const place = placeOf(settings);
  const scratch = {
    folder: join(settings.installerFolder, 'runs'),
    mustBeTmpfs: settings.installerMedium === 'tmpfs',
  };
  const ended = await openFolder(scratch);
  if (ended > 0) log.warn('ended what an earlier process left running of the installer', { processes: ended });
  const redelivered = milliseconds(Math.min(...queueDefinitions.map(redeliveredFor)));
  const clusterPlans = createPlanBook({
    ...{ azure, place },
    ...{ clusters: database.clusters, subscriptions: database.subscriptions, versions: database.versions },
    billing: database.billing,
    rpClientId: settings.rpClientId,
    installations: createInstallations({
      blobs: azure.subscription({ identity: 'service', subscriptionId: place.subscriptionId }).blobs,
      ...{ store: settings.installerStore, output: settings.installerOutput },
      ...{ keyRing, scratch, clock, log },
      cacheFolder: join(settings.installerFolder, 'binaries'),
      // Binaries have up to 1 GB, and share 4 GB with those that run and with what these write.
      keepBinaries: 1,
      atOnce: settings.installers,
      timeout: settings.installerTimeout,
    }),
    connect: (kubeconfig, address) =>
      connectCluster({ kubeconfig, address, proxy: settings.clusterProxy, callTimeout: times.callTimeout, clock, log }),
    ...{ pollEvery: settings.pollEvery, spreadWithin: settings.spreadWithin },
    frozenFor: milliseconds(times.lease + times.callTimeout),
    redeliveredFor: redelivered,
  });
  const subscriptionPlans = createSubscriptionPlanBook({
    clusters: database.clusters,
    ...{ pollEvery: settings.pollEvery, requestsEndWithin: settings.requestsEndWithin },
    ...{ pageSize: 50, readingFor: milliseconds(times.sliceBudget / 2) },
    redeliveredFor: redelivered,
  });
  const { work, serverClock } = database;
  const worksOn = { work, serverClock, clock, times, owner: instance, log, metrics };
  const clusterWorker = createWorker({ ...worksOn, plans: clusterPlans });
  const subscriptionWorker = createWorker({ ...worksOn, plans: subscriptionPlans });
  const messageAge = createOldest(clock, minutes(1));
  metrics.observe('message_age_seconds', () => messageAge.oldest() / 1000);
  const shared = {
    ...{ log, clock },
    // T1: without server time nothing is taken; and what was taken without a data key could not be ended.
    async untilReady(signal: AbortSignal) {
      await Promise.all([untilKnown(serverClock, clock, signal), dataKeys.untilReady(signal)]);
    },
    onFirstDelivery: (_queue: string, waited: Duration) => messageAge.saw(waited),
    onMessage: (queue: string, outcome: string) => metrics.count('messages', { queue, outcome }),
  };
  const dataKeys = keepKeyRing(keyRing, { clock, log });
  const clockKeeper = keepServerClock(database, { clock, log });
  const receivers = [
    subscribe(connection, queues.clusters, {
      ...shared,
      handler: clusterWorker.handler,
      receivers: settings.receivers,
    }),
    subscribe(connection, queues.subscriptions, {
      ...shared,
      handler: subscriptionWorker.handler,
      receivers: subscriptionReceivers,
    }),
  ];

  return {
    notReady: () => [...notReady(database, receivers), ...dataKeys.notReady()],
    async drain() {
      for (const worker of [clusterWorker, subscriptionWorker]) worker.stopSoon();
      await Promise.all(receivers.map((receiver) => receiver.close()));
    },
    async stop() {
      dataKeys[Symbol.dispose]();
      clockKeeper[Symbol.dispose]();
      database.dispose();
    },
  };
}

/** W9: an installer has its receiver for minutes; one is always left for what is short. */
function requireReceivers({ receivers, installers }: BackendSettings): void {
  if (receivers > installers) return;
  throw new Error(
    `RECEIVERS (${receivers}) has to be more than INSTALLERS (${installers}), or installers could keep every other message waiting`,
  );
}

/** A folder that is of no use is told now, and not only when the first cluster is made. @returns as `cleanScratch` */
async function openFolder(scratch: Scratch): Promise<number> {
  try {
    const ended = await cleanScratch(scratch);
    await using _tried = await makePrivateFolder(scratch);
    return ended;
  } catch (error) {
    throw new Error(`INSTALLER_FOLDER cannot be used: ${(error as Error).message}`, { cause: error });
  }
}

/** T1. */
const notReady = ({ serverClock }: Database, receivers: readonly Receiver[]): string[] => [
  ...(serverClock.isKnown() ? [] : ["Cosmos DB's time is not known"]),
  ...(receivers.every((receiver) => receiver.isConnected()) ? [] : ['the broker cannot be reached']),
];

const placeOf = (settings: BackendSettings): ServicePlace => ({
  subscriptionId: settings.serviceSubscriptionId,
  resourceGroup: settings.serviceResourceGroup,
  location: settings.location,
  dns: { name: settings.dnsZone, resourceGroup: settings.dnsResourceGroup },
  networkShards: settings.networkShards,
  subnetIds: settings.serviceSubnets,
  registryId: settings.registryId,
});

function applicationOf(settings: BackendSettings): CredentialOptions['rp'] {
  const { rpClientId: clientId, authorityHost, rpClientSecret: secret, rpCertificatePath: certificatePath } = settings;
  if (secret !== undefined) return { clientId, authorityHost, proof: { secret } };
  if (certificatePath !== undefined) return { clientId, authorityHost, proof: { certificatePath } };
  throw new Error('RP_CLIENT_SECRET or RP_CLIENT_CERTIFICATE_PATH is missing: set one of them');
}
