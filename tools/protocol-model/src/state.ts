/**
 * One document, its range in the feed, the queue, listeners, workers and a client.
 *
 * Versions are not numbered: what matters of a message, a page or a snapshot is only whether it names the current
 * version of the document or an older one. Each write turns everything current into old. That keeps the space finite
 * without a bound on the number of writes. Free old messages are counted up to {@link oldMessagesKept}; more are
 * forgotten, as if they had been delivered and completed.
 */
export interface State {
  /** The request under way or done: 0 none yet, then put, delete, put again. */
  request: number;
  /** In a non-terminal state. */
  running: boolean;
  /** The operation document of `request`. */
  operation: 'none' | 'running' | 'ended';
  /** Slices of the plan that have ended; the last one ends the plan. */
  progress: number;
  attempts: number;
  failed: boolean;
  /** Whose slice holds the fence; `orphan` when that slice is no more. */
  lease: 'none' | 'orphan' | number;
  /** 0 alive, 1 its watch-dog is due, 2 more than 60 s past its expiry. */
  leaseAge: 0 | 1 | 2;
  /** `notBefore` has passed. */
  due: boolean;

  /** The checkpoint covers the current version. */
  seen: boolean;
  rangeOwner: 'none' | number;
  /** The id of the current version is in the broker's duplicate history, under the range's generation. */
  idUsed: boolean;
  freeCurrent: number;
  freeOld: number;
  /** The queue was emptied, and the range's lease is still to be deleted. */
  purged: boolean;

  listeners: Listener[];
  workers: Worker[];
  /** The client's last accept lost its answer and is repeated. */
  clientRetries: boolean;
  /** Something half-written by a rule that is switched off. */
  halfWritten: 'none' | 'accept' | 'end';
  faultsLeft: number;
  faultsUsed: number;
}

/** A message or page names the current version of the document or an older one. */
export type Named = 'none' | 'current' | 'old';

export interface Listener {
  /** Believes that the range is its own. */
  owns: boolean;
  page: Named;
  /** The broker has confirmed the page (or, with L5 switched off, the checkpoint is written). */
  confirmed: boolean;
}

export interface Worker {
  at: 'idle' | 'got' | 'taking' | 'retrying' | 'slice' | 'hung';
  /** The message that it holds under lock. */
  message: Named;
  /** While `taking`: whether the snapshot is still the current version. */
  snapshot: Named;
  renewals: number;
  paused: boolean;
}

export const oldMessagesKept = 2;

export function initialState(listeners: number, workers: number, faults: number): State {
  return {
    request: 0,
    running: false,
    operation: 'none',
    progress: 0,
    attempts: 0,
    failed: false,
    lease: 'none',
    leaseAge: 0,
    due: true,
    seen: true,
    rangeOwner: 'none',
    idUsed: false,
    freeCurrent: 0,
    freeOld: 0,
    purged: false,
    listeners: Array.from({ length: listeners }, () => ({ owns: false, page: 'none', confirmed: false })),
    workers: Array.from({ length: workers }, () => ({ ...idle })),
    clientRetries: false,
    halfWritten: 'none',
    faultsLeft: faults,
    faultsUsed: 0,
  };
}

export const idle: Worker = { at: 'idle', message: 'none', snapshot: 'none', renewals: 0, paused: false };

const aged = (named: Named): Named => (named === 'current' ? 'old' : named);

/** A write of the document: whatever named the version before names an old one now, and the feed has not shown it. */
export function written(state: State, change: Partial<State>): State {
  return {
    ...state,
    seen: false,
    idUsed: false,
    freeCurrent: 0,
    freeOld: Math.min(oldMessagesKept, state.freeOld + state.freeCurrent),
    listeners: state.listeners.map((one) => ({ ...one, page: aged(one.page) })),
    workers: state.workers.map((one) => ({ ...one, message: aged(one.message), snapshot: aged(one.snapshot) })),
    ...change,
  };
}

export const withWorker = (state: State, index: number, change: Partial<Worker>): State => ({
  ...state,
  workers: state.workers.map((one, at) => (at === index ? { ...one, ...change } : one)),
});

export const withListener = (state: State, index: number, change: Partial<Listener>): State => ({
  ...state,
  listeners: state.listeners.map((one, at) => (at === index ? { ...one, ...change } : one)),
});

/** Which listener owns the range and which worker holds the lease is said with these. */
const ofAll = Object.keys(initialState(0, 0, 0)).filter(
  (member) => !['lease', 'rangeOwner', 'listeners', 'workers'].includes(member),
) as (keyof State)[];

/** Numbers are small, and the first two letters tell all texts of a member apart. */
const codeOf = (value: unknown): string =>
  String.fromCharCode(
    typeof value === 'string'
      ? value.charCodeAt(0) * 256 + value.charCodeAt(1)
      : typeof value === 'number'
        ? value
        : 0xff00 + Number(value),
  );

function codes(of: object): string {
  let all = '';
  for (const member in of) all += codeOf(of[member as keyof typeof of]);
  return all;
}

/**
 * Equal for states that are equal when workers are put in another order, or listeners: these are all alike, so what holds
 * of one such state holds of the others. A character of two bytes for each value.
 */
export function keyOf(state: State): string {
  const { listeners, workers, lease, rangeOwner } = state;
  let key =
    codeOf(typeof lease === 'number' ? 'held' : lease) + codeOf(typeof rangeOwner === 'number' ? 'owned' : 'none');
  for (const member of ofAll) key += codeOf(state[member]);
  const alike = [
    ...listeners.map((one, at) => codes(one) + codeOf(rangeOwner === at)).sort(),
    ...workers.map((one, at) => codes(one) + codeOf(lease === at)).sort(),
  ];
  return key + alike.join('');
}
