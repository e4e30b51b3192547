import { type ResourceId } from '@aro-rp/api';
import { type ClusterDocument, type OperationDocument, type Versioned } from '@aro-rp/database';
import { type InstallerOutput } from '@aro-rp/openshift';
import { createMetrics, type Log, type Metrics, silentLog } from '@aro-rp/telemetry';
import { type createPlanBook } from '../plans/index.ts';
import { installationName } from '../plans/installation-name.ts';
import { runWith } from './step-on.ts';
import { accept, readCluster, workerOn, workUntilEnded } from './worker-on.ts';
import { type World, worldTimes } from './world.ts';

type PlanBook = ReturnType<typeof createPlanBook>;

export interface WatchOptions {
  /** The plans of the world unless told. */
  book?: PlanBook | undefined;
  log?: Log;
  metrics?: Metrics;
  /** After each slice. */
  look?(document: Readonly<ClusterDocument>): Promise<void>;
}

/** An operation from its acceptance to its end, looked at after each of its slices. */
export async function runWatched(
  world: World,
  id: ResourceId,
  given: Parameters<typeof accept>[2],
  { book = world.planBook(), log = silentLog, metrics = createMetrics('backend'), look }: WatchOptions = {},
): Promise<{ document: Readonly<ClusterDocument>; operation: Readonly<OperationDocument> | undefined }> {
  const operationId = await accept(world.database, id, given);
  const worker = workerOn(world.database, book, { times: worldTimes, log, metrics });
  const handler: typeof worker.handler = async (message, signal) => {
    await worker.handler(message, signal);
    await look?.((await readCluster(world.database, id)).document);
  };
  const { document }: Versioned<ClusterDocument> = await workUntilEnded(world.database, id, () => ({ handler }));
  const operation = await world.database.operations.get(id.subscriptionId, operationId);
  return { document, operation: operation?.document };
}

/** What the installer has made for the cluster, opened; while the create runs it is whole, later trimmed. */
export function outputOf(book: PlanBook, document: Readonly<ClusterDocument>): Promise<InstallerOutput | undefined> {
  const context = book.context(document, Date.now);
  const run = runWith(document.facts);
  return context.installations.read(installationName(context, run), { signal: run.signal });
}
