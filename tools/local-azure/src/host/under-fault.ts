import { type IncomingMessage, type ServerResponse } from 'node:http';
import { milliseconds } from '@aro-rp/time';
import { type FaultAction } from '../faults/index.ts';
import { type HostContext } from './context.ts';
import { loseAnswer, withholdAnswer } from './fault-answers.ts';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

export interface Faulty {
  context: Pick<HostContext, 'clock' | 'faults'>;
  run: Handler;
  refuse(response: ServerResponse, action: FaultAction & { kind: 'status' }): void;
  /** Aborts when the server closes. */
  closed: AbortSignal;
}

/** Does to a request over HTTP what a fault says, around `run` or in its place; without a fault just that. */
export async function underFault(
  action: FaultAction | undefined,
  request: IncomingMessage,
  response: ServerResponse,
  { context, run, refuse, closed }: Faulty,
): Promise<void> {
  switch (action?.kind) {
    case 'status':
      return refuse(response, action);
    case 'drop':
      return void request.socket.destroy();
    case 'hang':
      return;
    case 'delay':
      try {
        await context.clock.sleep(milliseconds(action.ms), closed);
      } catch {
        return void request.socket.destroy();
      }
      return run(request, response);
    case 'lose-answer':
      loseAnswer(response);
      return run(request, response);
    case 'hold':
      if (action.when === 'before') return context.faults.holds(action);
      withholdAnswer(response, () => context.faults.holds(action));
      return run(request, response);
    default:
      return run(request, response);
  }
}
