import { type PlanState, type ProtocolTimes } from '@aro-rp/database';
import { type SliceReport } from '@aro-rp/plan';
import { type Log } from '@aro-rp/telemetry';
import { type Clock, milliseconds, withTimeout } from '@aro-rp/time';
import { type FailureReason, type PlanBook } from './slice.ts';

/**
 * What the plan book tells of a plan that is about to fail, within the time of one call and half of what the slice has
 * left: its end is written whatever becomes of this.
 * @param limits `until` is the slice's cap by the monotonic clock
 * @returns undefined when there is nothing. @throws only the reason of the slice's own signal
 */
export async function gather<C>(
  { clock, times, plans }: { clock: Clock; times: Pick<ProtocolTimes, 'callTimeout'>; plans: PlanBook<C> },
  context: () => C,
  plan: Readonly<PlanState>,
  why: Exclude<FailureReason, 'attempts'>,
  { facts, secrets }: Readonly<Pick<SliceReport, 'facts' | 'secrets'>>,
  { signal, until, log }: { signal: AbortSignal; until: number; log: Log },
): Promise<Record<string, string> | undefined> {
  if (plans.diagnose === undefined) return undefined;
  const left = Math.max(0, (until - clock.monotonic()) / 2);
  using timeout = withTimeout(clock, milliseconds(Math.min(times.callTimeout, left)), signal);
  // It is asked to end by its signal, and given a moment to say what it has.
  using hard = withTimeout(clock, milliseconds(Math.min(times.callTimeout, left) + grace), signal);
  try {
    const run = { signal: timeout.signal, facts, secrets, startedAt: startedAt(plan) };
    const parts = await Promise.race([plans.diagnose(context(), plan, why, run), whenAborted(hard.signal)]);
    signal.throwIfAborted();
    return Object.keys(parts).length === 0 ? undefined : parts;
  } catch (error) {
    signal.throwIfAborted();
    log.warn('what the failure is about could not be gathered', { err: error });
    return undefined;
  }
}

/** Milliseconds. */
const grace = 200;

const startedAt = ({ stepStartedAt }: Readonly<PlanState>): number =>
  typeof stepStartedAt === 'string' ? Date.parse(stepStartedAt) : 0;

const whenAborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
