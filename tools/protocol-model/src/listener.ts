import { fault, type Move, type Moves } from './moves.ts';
import { type Settled } from './rules.ts';
import { oldMessagesKept, type State, withListener } from './state.ts';

/** L1: work is announced, leased or not. */
const announces = (state: State, rules: Settled): boolean =>
  state.running && (rules.keeps('L1-leased') || state.lease === 'none');

/** L3: the broker drops an id that it has seen. A page of an older version can only add an old message. */
function published(state: State, index: number, rules: Settled): State {
  const { page } = state.listeners[index]!;
  if (page === 'old') return { ...state, freeOld: Math.min(oldMessagesKept, state.freeOld + 1) };
  if (!announces(state, rules) || state.idUsed) return state;
  return { ...state, freeCurrent: state.freeCurrent + 1, idUsed: true };
}

const checkpointed = (state: State, page: string): State => ({ ...state, seen: page === 'current' });

const owned = (state: State, index: number): State => {
  const others = state.listeners.map((one) => ({ ...one }));
  return withListener({ ...state, listeners: others, rangeOwner: index }, index, {
    owns: true,
    page: 'none',
    confirmed: false,
  });
};

const lost = { owns: false, page: 'none', confirmed: false } as const;

export const listenerMoves: Moves = (state, rules) =>
  state.listeners.flatMap((_, index) => movesOf(state, rules, index, `listener ${index + 1}`));

function movesOf(state: State, rules: Settled, index: number, who: string): Move[] {
  const listener = state.listeners[index]!;
  const moves: Move[] = [];
  const holder = state.rangeOwner === 'none' ? undefined : state.listeners[state.rangeOwner];
  if (!listener.owns) {
    // L1: free once its lease has stood still for long enough, which a living owner prevents.
    if (!holder?.owns) moves.push({ label: `${who} acquires the range`, next: owned(state, index) });
    else moves.push(...fault(state, rules, 'stolen range', `${who} acquires the range`, (from) => owned(from, index)));
    return moves;
  }
  moves.push(...fault(state, rules, 'crash', `${who} crashes`, (from) => withListener(from, index, lost)));
  if (state.rangeOwner === index)
    moves.push(
      // L5: drop it, choose a new generation, begin at the beginning.
      ...fault(state, rules, 'refused continuation', `${who} begins at the beginning`, (from) =>
        withListener({ ...from, seen: false, idUsed: false }, index, { page: 'none', confirmed: false }),
      ),
    );
  if (listener.page === 'none') {
    if (!state.seen && state.request > 0)
      moves.push({
        label: `${who} reads a page`,
        next: withListener(state, index, { page: 'current', confirmed: false }),
      });
    return moves;
  }
  return [
    ...moves,
    ...(rules.keeps('L5-after-publish') === listener.confirmed ? checkpoint : publish)(state, rules, index, who),
  ];
}

type Part = (state: State, rules: Settled, index: number, who: string) => Move[];

const publish: Part = (state, rules, index, who) => {
  const last = !rules.keeps('L5-after-publish');
  const after = last ? ({ page: 'none', confirmed: false } as const) : ({ confirmed: true } as const);
  return [
    { label: `${who} publishes`, next: withListener(published(state, index, rules), index, after) },
    ...fault(state, rules, 'lost answer', `${who} publishes`, (from) => published(from, index, rules)),
  ];
};

const checkpoint: Part = (state, rules, index, who) => {
  const { page } = state.listeners[index]!;
  // L5: with If-Match on the range's lease; 412 means that the range has another owner: stop, forget the page.
  if (state.rangeOwner !== index)
    return [{ label: `${who} loses the range at its checkpoint`, next: withListener(state, index, lost) }];
  const after = rules.keeps('L5-after-publish')
    ? ({ page: 'none', confirmed: false } as const)
    : ({ confirmed: true } as const);
  return [
    { label: `${who} checkpoints`, next: withListener(checkpointed(state, page), index, after) },
    ...fault(state, rules, 'lost answer', `${who} checkpoints`, (from) =>
      withListener(checkpointed(from, page), index, lost),
    ),
  ];
};
