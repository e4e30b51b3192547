import { type Database } from '@aro-rp/database';
import { formatImageReference } from '@aro-rp/registry';
import { type Log, type Metrics } from '@aro-rp/telemetry';
import { type Clock, type Duration, milliseconds } from '@aro-rp/time';
import { chooseReleases, type Wanted } from '../graph/choose.ts';
import { fetchGraph, type GraphPlace } from '../graph/fetch-graph.ts';
import { type Release } from '../graph/read-graph.ts';
import { bringRelease, type PipelineParts } from '../release/pipeline.ts';
import { type LeasedWork, underLease } from './under-lease.ts';

export interface WatchParts extends LeasedWork {
  database: Pick<Database, 'releases'>;
  graph: GraphPlace;
  channels: readonly string[];
  wanted: Wanted;
  pipeline: PipelineParts;
  clock: Clock;
  log: Log;
  metrics: Metrics;
  /** How often the graph is read. */
  every: Duration;
  /** While another replica works on a release, its lease is looked at so often, so that it can be taken over. */
  lookEvery: Duration;
}

export interface Watch {
  /** Why it is not ready: the graph or the records could not be read yet, or three times in a row. */
  notReady(): string[];
  /** Ends within moments: what is half done is taken up by the next one. */
  stop(): Promise<void>;
}

const troubling = 3;

/** Brings what the channels name and what is not here yet, one release at a time, the newest first. */
export function startWatching(parts: WatchParts): Watch {
  const { clock, log, metrics, every, lookEvery } = parts;
  const stopping = new AbortController();
  const { signal } = stopping;
  let failures = troubling;
  let trouble = 'the update graph has not been read yet';

  const lap = async (): Promise<Duration> => {
    const releases = await releasesOf(parts, signal);
    const left = await leftOf(parts, releases, signal);
    failures = 0;
    let others = 0;
    for (const release of left) {
      metrics.set('mirror_releases_left', left.length - left.indexOf(release));
      if ((await bring(parts, release, signal)) === 'held') others += 1;
    }
    if (left.length === 0) metrics.set('mirror_releases_left', 0);
    return others > 0 ? milliseconds(Math.min(every, lookEvery)) : every;
  };
  const loop = async () => {
    while (!signal.aborted) {
      let pause = every;
      try {
        pause = await lap();
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        trouble = (error as Error).message;
        metrics.count('mirror_laps_failed');
        log.warn('the releases to mirror could not be found out', { err: error });
        pause = milliseconds(Math.min(every, lookEvery));
      }
      await clock.sleep(pause, signal).catch(() => undefined);
    }
  };
  const running = loop();
  return {
    notReady: () => (failures >= troubling ? [trouble] : []),
    async stop() {
      stopping.abort(new Error('stopping'));
      await running;
    },
  };
}

/** What all channels name together. */
async function releasesOf({ graph, channels, wanted }: WatchParts, signal: AbortSignal): Promise<Release[]> {
  const graphs = await Promise.all(channels.map((channel) => fetchGraph(graph, channel, signal)));
  const byVersion = new Map(graphs.flat().map((release) => [release.version, release]));
  return chooseReleases([...byVersion.values()], wanted);
}

async function leftOf({ database }: WatchParts, releases: readonly Release[], signal: AbortSignal): Promise<Release[]> {
  const known = await database.releases.list({ signal });
  const done = new Map(
    known
      .filter(({ document }) => document.state === 'verified')
      .map(({ document }) => [document.release, document.source]),
  );
  // What is published under another digest than it was is another release.
  return releases.filter(({ version, payload }) => done.get(version) !== formatImageReference(payload));
}

/** One that fails is tried again at the next lap; the others do not wait for it. */
async function bring(parts: WatchParts, release: Release, signal: AbortSignal): Promise<'done' | 'held' | 'failed'> {
  const { log, metrics, pipeline, clock } = parts;
  const began = clock.monotonic();
  const count = (outcome: string) => metrics.count('mirror_releases', { outcome });
  try {
    const how = await underLease(parts, release, signal, (record, both) =>
      bringRelease(pipeline, release, { record, signal: both }),
    );
    if (how === 'done') {
      metrics.time('mirror_release_duration', clock.monotonic() - began);
      count('verified');
    }
    return how;
  } catch (error) {
    signal.throwIfAborted();
    count('failed');
    log.error('a release could not be mirrored', { release: release.version, err: error });
    return 'failed';
  }
}
