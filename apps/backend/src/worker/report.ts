import { type PlanEnd, type WorkDocument } from '@aro-rp/database';
import { type StepEvent } from '@aro-rp/plan';
import { type Log, type LogFields, type Metrics } from '@aro-rp/telemetry';
import { fromInstant } from '@aro-rp/time';

/** What every line about a slice carries. */
export function fieldsOf(document: Readonly<WorkDocument>): LogFields {
  if (document.type !== 'cluster') return { subscriptionId: document.id, plan: document.plan?.kind };
  const { operationId, correlation, plan } = document;
  // A document without its cluster has to end as well (W10).
  const cluster = document.cluster as typeof document.cluster | undefined;
  return {
    resourceId: cluster?.id,
    operationId,
    correlationId: correlation?.correlationId,
    clientRequestId: correlation?.clientRequestId,
    plan: plan?.kind,
  };
}

/**
 * From the beginning of the first step to the end of the last one that was done.
 * @param answered false when the answer to the end was lost: then it is most likely, not certain, that it was this end
 */
export function reportPlanEnd(
  log: Log,
  metrics: Pick<Metrics, 'count' | 'time'>,
  plan: string,
  end: PlanEnd,
  answered: boolean,
): void {
  const { provisioningState: outcome, progress = [], error, diagnostics } = end;
  const [first, last] = [progress[0], progress.at(-1)];
  const duration = first && last ? fromInstant(last.endedAt) - fromInstant(first.startedAt) : 0;
  metrics.time('plan_duration_seconds', duration, { plan, outcome });
  metrics.count('plans_ended', { plan, outcome, code: error?.code ?? '' });
  const fields = { event: 'plan-ended', duration, outcome, ...(!answered && { answer: 'lost' }) };
  if (error === undefined) log.info('plan ended', fields);
  else log.error('plan ended', { ...fields, step: diagnostics?.step, code: error.code, detail: diagnostics?.detail });
}

/**
 * One line per step that begins, ends or fails, and per failure after which it is tried again; a step that is only looked
 * at again is for the debug level.
 */
export function stepReporter(
  log: Log,
  metrics: Pick<Metrics, 'count' | 'time'>,
  plan: string,
): (event: StepEvent) => void {
  return (event) => {
    const { step } = event;
    switch (event.kind) {
      case 'started':
        if (event.first) log.info('step started', { event: 'step-started', step });
        return;
      case 'waits':
        if (isDefect(event.error)) metrics.count('unexpected_errors', { plan, step });
        return log[event.error === undefined ? 'debug' : 'warn']('step waits', {
          event: 'step-waits',
          step,
          duration: event.duration,
          after: event.after,
          waitingFor: event.waitingFor,
        });
      case 'ended':
        metrics.time('step_duration_seconds', event.duration, { plan, step, outcome: 'done' });
        return log.info('step ended', { event: 'step-ended', step, duration: event.duration, outcome: 'done' });
      case 'failed':
        if (isDefect(event.error)) metrics.count('unexpected_errors', { plan, step });
        metrics.time('step_duration_seconds', event.duration, { plan, step, outcome: 'failed' });
        return log.error('step failed', {
          event: 'step-ended',
          step,
          duration: event.duration,
          outcome: 'failed',
          err: event.error,
        });
    }
  };
}

/**
 * Thrown by the language and not by anybody's answer. Such a step is tried again for as long as one that has to wait: only
 * this tells a release that it has brought a mistake. `fetch` throws the same for a broken connection, with a cause.
 */
const isDefect = (error: unknown): boolean =>
  (error instanceof TypeError || error instanceof RangeError || error instanceof ReferenceError) &&
  error.cause === undefined;
