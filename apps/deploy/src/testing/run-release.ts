import { minutes, seconds } from '@aro-rp/time';
import { type FakeClock } from '@aro-rp/testing';
import { type Progress } from '../progress/index.ts';
import { type Interruption, type ReleaseParts, type ReleaseRegion } from '../release/parts.ts';
import { releaseService, type ReleaseRequest, type ReleaseOutcome } from '../release/release-service.ts';

/** Keeps what was told. */
export function recordProgress(): Progress & { told: string[] } {
  const told: string[] = [];
  return {
    told,
    step: (name, detail) => void told.push([name, detail].filter(Boolean).join(' ')),
    line: (text) => void told.push(text),
    instance: () => undefined,
    operation: () => undefined,
    waiting: () => undefined,
    fact: () => undefined,
    end: () => undefined,
  };
}

export const noInterruption: Interruption = {
  stop: new AbortController().signal,
  undo: new AbortController().signal,
};

export interface Given {
  region: ReleaseRegion;
  clock: FakeClock;
  run: string;
  progress?: Progress;
  interruption?: Interruption;
}

export const partsOf = ({ region, clock, run, progress = recordProgress(), interruption }: Given): ReleaseParts => ({
  ...{ region, clock, run, progress, interruption: interruption ?? noInterruption },
  service: 'frontend',
  location: 'eastus',
  target: { group: 'region' },
  config: {
    instances: 2,
    healthyWithin: minutes(5),
    soak: minutes(1),
    goneWithin: minutes(10),
    maxFailures: 0.01,
    maxQueueAge: minutes(5),
  },
  deployment: (given) => ({ template: {}, parameters: { ...given } }),
  lookEvery: seconds(5),
  by: `somebody (${run})`,
});

/** Runs it to its end while the clock goes on. */
export function release(
  given: Given,
  request: ReleaseRequest,
): Promise<{ outcome: ReleaseOutcome } | { error: Error }> {
  return settle(given.clock, releaseService(partsOf(given), request));
}

export async function settle(
  clock: FakeClock,
  running: Promise<ReleaseOutcome>,
): Promise<{ outcome: ReleaseOutcome } | { error: Error }> {
  let ended: { outcome: ReleaseOutcome } | { error: Error } | undefined;
  running.then(
    (outcome) => (ended = { outcome }),
    (error: unknown) => (ended = { error: error as Error }),
  );
  while (!ended) await clock.advance(seconds(10));
  return ended;
}
