import { fault, type Move, type Moves } from './moves.ts';
import { type State, written } from './state.ts';

const names = ['', 'put', 'delete', 'put again'];

/** T2, D3: cluster and operation in one batch; an unfinished document accepts nothing. */
export const clientMoves: Moves = (state, rules): Move[] => {
  if (state.clientRetries) {
    // D3: a repeat that finds its own operation has succeeded, wherever the cluster is by now.
    return [{ label: 'client repeats, finds its own operation', next: { ...state, clientRetries: false } }];
  }
  if (state.halfWritten === 'accept')
    return [{ label: 'frontend writes the operation', next: { ...state, halfWritten: 'none', operation: 'running' } }];
  if (state.running || state.halfWritten !== 'none' || state.request === rules.requests) return [];
  const request = state.request + 1;
  const accept = (from: State, operation: State['operation']): State =>
    written(from, {
      request,
      running: true,
      operation,
      progress: 0,
      attempts: 0,
      failed: false,
      lease: 'none',
      leaseAge: 0,
      due: true,
    });
  const label = `frontend accepts ${names[request]}`;
  if (!rules.keeps('D3-one-batch'))
    return [{ label: `${label}, cluster only`, next: { ...accept(state, 'none'), halfWritten: 'accept' } }];
  return [
    { label, next: accept(state, 'running') },
    ...fault(state, rules, 'lost answer', label, (from) => ({ ...accept(from, 'running'), clientRetries: true })),
  ];
};
