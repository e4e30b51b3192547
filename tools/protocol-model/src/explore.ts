import { clientMoves } from './client.ts';
import { listenerMoves } from './listener.ts';
import { type Move } from './moves.ts';
import { type Configuration, type Settled, settle } from './rules.ts';
import { initialState, keyOf, type State } from './state.ts';
import { workerMoves } from './worker.ts';
import { worldMoves } from './world.ts';

export interface Result {
  states: number;
  /** What was broken first, with the shortest way there; absent when everything holds. */
  failure?: { what: string; trace: string[] };
}

const moves = (state: State, rules: Settled): Move[] => [
  ...clientMoves(state, rules),
  ...listenerMoves(state, rules),
  ...workerMoves(state, rules),
  ...worldMoves(state, rules),
];

const finished = (state: State, rules: Settled): boolean =>
  state.request === rules.requests && !state.running && state.operation === 'ended' && !state.clientRetries;

/** J and K, and that nobody fails for attempts that no fault caused. */
function broken(state: State, rules: Settled): string | undefined {
  if (state.request > 0 && state.running !== (state.operation === 'running'))
    return 'K: operation and cluster are not in the same state';
  if (state.failed && state.faultsUsed < rules.attemptsAllowed) return 'a plan failed although too few slices died';
  if (rules.sweep || state.purged || !state.running) return undefined;
  const underWay = state.freeCurrent > 0 || state.workers.some(({ message }) => message === 'current');
  return state.seen && !underWay ? 'J: the current version is checkpointed and no message names it' : undefined;
}

/**
 * Visits every state that can be reached and checks J, K in each; then L as: from every state there is a way to the end
 * (which finds strandings and endless loops without one, but assumes that what stays possible happens some day).
 * @param limit stops with a failure beyond so many states
 */
export function explore(configuration: Configuration, limit = 30_000_000): Result {
  const rules = settle(configuration);
  const index = new Map<string, number>();
  const frontier: State[] = [];
  const cameFrom: number[] = [];
  const by: string[] = [];
  const edgeFrom: number[] = [];
  const edgeTo: number[] = [];
  const goals: number[] = [];

  const visit = (state: State, from: number, label: string): number => {
    const key = keyOf(state);
    const known = index.get(key);
    if (known !== undefined) return known;
    const fresh = index.size;
    index.set(key, fresh);
    frontier.push(state);
    cameFrom.push(from);
    by.push(label);
    if (finished(state, rules)) goals.push(fresh);
    return fresh;
  };
  const trace = (to: number, ...more: string[]): string[] => {
    const labels: string[] = [];
    for (let at = to; at > 0; at = cameFrom[at]!) labels.unshift(by[at]!);
    return [...labels, ...more];
  };

  visit(initialState(configuration.listeners, configuration.workers, configuration.faults), 0, '');
  for (let at = 0; at < frontier.length; at++) {
    const state = frontier[at]!;
    const what = broken(state, rules);
    if (what) return { states: index.size, failure: { what, trace: trace(at) } };
    for (const move of moves(state, rules)) {
      if (move.violation)
        return { states: index.size, failure: { what: move.violation, trace: trace(at, move.label) } };
      const to = visit(move.next, at, move.label);
      if (to !== at) {
        edgeFrom.push(at);
        edgeTo.push(to);
      }
    }
    (frontier as (State | undefined)[])[at] = undefined;
    if (index.size > limit) return { states: index.size, failure: { what: `more than ${limit} states`, trace: [] } };
  }
  const stuck = firstWithoutWay(index.size, edgeFrom, edgeTo, goals);
  if (stuck === undefined) return { states: index.size };
  return { states: index.size, failure: { what: 'L: no way from here to the end', trace: trace(stuck) } };
}

/** The first state, in order of discovery, from which no goal can be reached. */
function firstWithoutWay(size: number, from: number[], to: number[], goals: number[]): number | undefined {
  const start = new Int32Array(size + 1);
  for (const target of to) start[target + 1]!++;
  for (let at = 0; at < size; at++) start[at + 1]! += start[at]!;
  const fill = start.slice();
  const incoming = new Int32Array(to.length);
  for (let edge = 0; edge < to.length; edge++) incoming[fill[to[edge]!]!++] = from[edge]!;
  const reaches = new Uint8Array(size);
  const stack = [...goals];
  for (const goal of goals) reaches[goal] = 1;
  for (let at = stack.pop(); at !== undefined; at = stack.pop())
    for (let edge = start[at]!; edge < start[at + 1]!; edge++) {
      const source = incoming[edge]!;
      if (reaches[source]) continue;
      reaches[source] = 1;
      stack.push(source);
    }
  const stuck = reaches.indexOf(0);
  return stuck < 0 ? undefined : stuck;
}
