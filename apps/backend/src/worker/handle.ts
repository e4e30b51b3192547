import { type Handler } from '@aro-rp/messaging';
import { type Metrics } from '@aro-rp/telemetry';
import { type Settled, type Taken, type TakeOptions, takeOrLeave } from './take-or-leave.ts';

export interface HandleOptions extends TakeOptions {
  /** Runs the slice to its end; what it throws is logged, and the watch-dog takes over. */
  runSlice(taken: Taken): Promise<void>;
  metrics: Pick<Metrics, 'count'>;
}

/**
 * What to do with one message: read, decide, take, complete beside the slice. Nothing is ever abandoned (W7). Throws
 * when nothing could be decided, so that its receiver does not go on to do the same to the next message.
 */
export function createHandler(options: HandleOptions): Handler {
  const { times, log, metrics, runSlice } = options;
  const count = (outcome: string) => metrics.count('backend_messages', { outcome });

  return async (message, signal) => {
    const settled = await takeOrLeave(options, message, signal).catch((error: unknown): Settled => {
      if (signal.aborted) return { kind: 'leave', why: 'draining' };
      count('failed');
      throw error;
    });
    count(labelOf(settled));
    if (settled.kind === 'leave') return;

    // W7: beside the slice. A message that is not completed comes back, finds a newer version and ends by W5.
    const completed = message.complete(times.completeWithin).then((confirmed) => {
      if (!confirmed) log.debug('the message was not completed and may come back', { messageId: message.messageId });
    });
    if (settled.kind === 'taken') await runSlice(settled.taken);
    await completed;
  };
}

/** `completed-missing` (W2) is one to look at: a version was announced and never found. */
function labelOf(settled: Settled): string {
  switch (settled.kind) {
    case 'taken':
      return 'taken';
    case 'complete':
      return `completed-${settled.why}`;
    case 'leave':
      return `left-${settled.why}`;
  }
}
