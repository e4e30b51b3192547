import { fault, type Move, type Moves } from './moves.ts';
import { type Settled } from './rules.ts';
import { idle, oldMessagesKept, type State, withWorker, written } from './state.ts';

export const workerMoves: Moves = (state, rules) =>
  state.workers.flatMap((worker, index) => {
    const who = `worker ${index + 1}`;
    if (worker.paused) return [{ label: `${who} wakes`, next: withWorker(state, index, { paused: false }) }];
    return [...steps[worker.at](state, rules, index, who), ...mishaps(state, rules, index, who)];
  });

type Part = (state: State, rules: Settled, index: number, who: string) => Move[];

/** Gives the message back to the queue, where its lock runs out sooner or later. */
function unlocked(state: State, index: number): State {
  const { message } = state.workers[index]!;
  if (message === 'none') return state;
  return message === 'current'
    ? { ...state, freeCurrent: state.freeCurrent + 1 }
    : { ...state, freeOld: Math.min(oldMessagesKept, state.freeOld + 1) };
}

/** Leaves whatever it was doing without a write and without settling. */
const dropped = (state: State, index: number): State =>
  withWorker({ ...unlocked(state, index), lease: state.lease === index ? 'orphan' : state.lease }, index, idle);

/** Settles the message. */
const completed = (state: State, index: number): State => withWorker(state, index, idle);

const fenced = (state: State, index: number): boolean => state.lease === index;

/** L4: what the broker holds back until it is due. */
const deliverable = (state: State): boolean => (state.lease === 'none' ? state.due : state.leaseAge > 0);

const receive: Part = (state, rules, index, who) => {
  const moves: Move[] = [];
  const current = (from: State): State =>
    withWorker({ ...from, freeCurrent: from.freeCurrent - 1 }, index, { at: 'got', message: 'current' });
  if (state.freeCurrent > 0) {
    const label = `${who} receives the current version's message`;
    if (deliverable(state)) moves.push({ label, next: current(state) });
    else moves.push(...fault(state, rules, 'early message', label, current));
  }
  if (state.freeOld > 0)
    moves.push({
      label: `${who} receives an old message`,
      next: withWorker({ ...state, freeOld: state.freeOld - 1 }, index, { at: 'got', message: 'old' }),
    });
  return moves;
};

/** W4's second half: no lease, or one that ended more than 60 s ago, and `notBefore` has passed. */
const takeableAnyway = (state: State): boolean => (state.lease === 'none' || state.leaseAge === 2) && state.due;

/** W2 to W5, from a read that is made now. */
const decide: Part = (state, rules, index, who) => {
  const { message } = state.workers[index]!;
  const take = (from: State): State => withWorker(from, index, { at: 'taking', snapshot: 'current' });
  const complete = { label: `${who} completes unworked`, next: completed(state, index) };
  const begin = (label: string): Move[] => {
    if (rules.keeps('W7-after-take')) return [{ label, next: take(state) }];
    return [{ label: `${who} completes, then takes`, next: withWorker(take(state), index, { message: 'none' }) }];
  };
  if (!state.running) return [complete];
  if (message === 'current' && rules.keeps('W4-etag')) return begin(`${who} decides to take the version named`);
  const other = takeableAnyway(state);
  return [
    ...(other ? begin(`${who} decides to take another version`) : [complete]),
    ...fault(state, rules, 'wrong clock', `${who} decides by a wrong clock`, (from) =>
      other ? completed(from, index) : take(from),
    ),
    // A read that is older than the message is repeated (W2), so only old messages can be misled.
    ...(message === 'old'
      ? [
          ...fault(state, rules, 'stale read', `${who} completes after a stale read`, (from) => completed(from, index)),
          ...fault(state, rules, 'stale read', `${who} takes after a stale read`, (from) =>
            withWorker(from, index, { at: 'taking', snapshot: 'old' }),
          ),
        ]
      : []),
  ];
};

const take: Part = (state, rules, index, who) => {
  // W6: 412, the whole decision anew.
  if (state.workers[index]!.snapshot !== 'current') return [{ label: `${who} is told 412`, next: again(state, index) }];
  const taken = (from: State, at: 'slice' | 'retrying'): State =>
    withWorker(written(from, { lease: index, leaseAge: 0, due: true, attempts: from.attempts + 1 }), index, {
      at,
      snapshot: 'none',
      renewals: rules.renewals,
    });
  return [
    { label: `${who} takes`, next: taken(state, 'slice') },
    ...fault(state, rules, 'lost answer', `${who} takes`, (from) => taken(from, 'retrying')),
  ];
};

/** Without a message in hand (W7 switched off) there is nothing to decide from. */
const again = (state: State, index: number): State =>
  state.workers[index]!.message === 'none'
    ? withWorker(state, index, idle)
    : withWorker(state, index, { at: 'got', snapshot: 'none' });

/** D2: who finds its own lease id has won. */
const retry: Part = (state, _rules, index, who) =>
  fenced(state, index)
    ? [{ label: `${who} finds its own lease`, next: withWorker(state, index, { at: 'slice' }) }]
    : [{ label: `${who} finds another's lease`, next: again(state, index) }];

const renew: Part = (state, _rules, index, who) =>
  fenced(state, index)
    ? [
        {
          label: `${who} renews`,
          next: withWorker(written(state, { lease: index, leaseAge: 0 }), index, {
            renewals: Math.max(0, state.workers[index]!.renewals - 1),
          }),
        },
      ]
    : [{ label: `${who} finds its lease lost`, next: dropped(state, index) }];

const slice: Part = (state, rules, index, who) => {
  const worker = state.workers[index]!;
  return [
    ...(worker.message === 'none'
      ? []
      : [{ label: `${who} completes its message`, next: withWorker(state, index, { message: 'none' }) }]),
    ...(worker.renewals > 0 ? renew(state, rules, index, who) : []),
    ...end(state, rules, index, who),
    ...fault(state, rules, 'hang', `${who} hangs in a step`, (from) => withWorker(from, index, { at: 'hung' })),
  ];
};

/** W9, W10, D3. After a lost answer the end finds no lease of its own and stops, which is where success leads as well. */
const end: Part = (state, rules, index, who) => {
  const free = fenced(state, index);
  if (!free && rules.keeps('W9-fence')) return [{ label: `${who} finds its lease lost`, next: dropped(state, index) }];
  const violation = free ? {} : { violation: 'K: a slice without a valid fence wrote' };
  const over = (change: Partial<State>): State =>
    withWorker(written(unlocked(state, index), { lease: 'none', leaseAge: 0, due: true, ...change }), index, idle);
  const failed = state.attempts > rules.attemptsAllowed;
  if (!failed && state.progress < rules.polls)
    return [
      {
        label: `${who} ends its slice`,
        next: over({ progress: state.progress + 1, attempts: 0, due: false }),
        ...violation,
      },
    ];
  const label = failed ? `${who} fails the plan` : `${who} ends the plan`;
  const ended = { running: false, failed } as const;
  if (rules.keeps('D3-one-batch')) return [{ label, next: over({ ...ended, operation: 'ended' }), ...violation }];
  return [{ label: `${label}, cluster only`, next: over({ ...ended, halfWritten: 'end' }), ...violation }];
};

/** W8: a hung slice is renewed until its cap, then stops without a write. */
const hang: Part = (state, rules, index, who) => {
  const capped = rules.keeps('W8-cap') && state.workers[index]!.renewals === 0;
  return capped ? [{ label: `${who} reaches its cap`, next: dropped(state, index) }] : renew(state, rules, index, who);
};

const steps: Record<State['workers'][number]['at'], Part> = {
  idle: receive,
  got: decide,
  taking: take,
  retrying: retry,
  slice,
  hung: hang,
};

const mishaps: Part = (state, rules, index, who) => {
  const worker = state.workers[index]!;
  if (worker.at === 'idle') return [];
  return [
    ...fault(state, rules, 'crash', `${who} crashes`, (from) => dropped(from, index)),
    ...fault(state, rules, 'pause', `${who} pauses`, (from) => withWorker(from, index, { paused: true })),
    // The worker does not know: it goes on, and its own completion fails without an effect.
    ...(worker.message === 'none'
      ? []
      : fault(state, rules, 'lost lock', `${who} loses its message's lock`, (from) => unlocked(from, index))),
  ];
};
