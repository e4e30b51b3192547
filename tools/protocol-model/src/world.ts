import { fault, type Move, type Moves } from './moves.ts';
import { type State } from './state.ts';

/** Only a holder that does not renew lets its lease run out: one that is gone, or that is paused. */
const unrenewed = ({ lease, workers }: State): boolean =>
  lease === 'orphan' || (typeof lease === 'number' && workers[lease]!.paused);

/** Time, the queue's owner, the sweep. */
export const worldMoves: Moves = (state, rules): Move[] => {
  const moves: Move[] = [];
  if (state.running && !state.due) moves.push({ label: 'notBefore passes', next: { ...state, due: true } });
  if (state.running && state.leaseAge < 2 && unrenewed(state))
    moves.push({
      label: state.leaseAge === 0 ? 'the lease runs out' : 'a minute passes after the lease',
      next: { ...state, leaseAge: state.leaseAge === 0 ? 1 : 2 },
    });
  if (state.halfWritten === 'end') {
    moves.push({ label: 'backend writes the operation', next: { ...state, halfWritten: 'none', operation: 'ended' } });
  }
  moves.push(
    ...fault(state, rules, 'emptied queue', 'the queue is emptied', (from) => ({
      ...from,
      freeCurrent: 0,
      freeOld: 0,
      purged: !rules.sweep,
    })),
  );
  if (state.purged)
    moves.push({
      label: "the range's lease is deleted",
      next: { ...state, purged: false, rangeOwner: 'none', seen: state.request === 0, idUsed: false },
    });
  if (rules.sweep && stranded(state)) moves.push(...sweep(state, rules.keeps('S1-own-id')));
  return moves;
};

/** S1: unfinished, and nothing has moved for as long as everything that could move it takes. */
const stranded = (state: State): boolean =>
  state.running &&
  state.seen &&
  state.freeCurrent === 0 &&
  state.freeOld === 0 &&
  state.workers.every(({ at }) => at === 'idle') &&
  (state.lease === 'none' ? state.due : state.leaseAge === 2);

const sweep = (state: State, ownId: boolean): Move[] =>
  ownId || !state.idUsed ? [{ label: 'the sweep announces it', next: { ...state, freeCurrent: 1 } }] : [];
