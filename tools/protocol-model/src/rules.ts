/** The rules that can be switched off, each with what goes wrong without it. */
export const switchable = {
  'L1-leased': 'leased versions are not announced',
  'W4-etag': 'a message that names exactly the version read is treated like any other',
  'W7-after-take': 'the message is completed before the take',
  'W8-cap': 'renewals go on for as long as the process lives',
  'W9-fence': 'the end of a slice is written without the fence',
  'D3-one-batch': 'cluster and operation are written one after the other',
  'L5-after-publish': 'the checkpoint is written before the page is published',
  'S1-own-id': "the sweep uses the feed's message id",
} as const;
export type Rule = keyof typeof switchable;

export const faults = [
  'crash',
  'pause',
  'lost answer',
  'lost lock',
  'stolen range',
  'stale read',
  'early message',
  'wrong clock',
  'hang',
  'refused continuation',
  'emptied queue',
] as const;
export type Fault = (typeof faults)[number];

export interface Configuration {
  listeners: number;
  workers: number;
  faults: number;
  /** Those that may happen; all unless told. */
  kinds?: readonly Fault[];
  without?: Rule;
  /** The sweep runs, and emptying the queue is not followed by deleting the range's lease. */
  sweep?: boolean;
  /** Slices before the one that ends the plan: two waits, each polled more often than the attempts allow. */
  polls?: number;
  attemptsAllowed?: number;
  renewals?: number;
}

/** A configuration with everything filled in, and questions about it. */
export function settle(configuration: Configuration) {
  const { without, kinds } = configuration;
  return {
    polls: 6,
    attemptsAllowed: 2,
    renewals: 1,
    sweep: false,
    ...configuration,
    requests: 3,
    keeps: (rule: Rule) => rule !== without,
    allows: (fault: Fault) => kinds === undefined || kinds.includes(fault),
  };
}
export type Settled = ReturnType<typeof settle>;
