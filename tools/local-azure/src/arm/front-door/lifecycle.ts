import { randomUUID } from 'node:crypto';
import { backoff, type Clock, milliseconds, seconds } from '@aro-rp/time';
import { ArmError } from '../model/errors.ts';
import { type LifecycleNotice } from '../model/registrations.ts';
import { type Model } from '../model/index.ts';
import { type Store } from '../store.ts';
import { type Frontend } from './frontend.ts';

/** Tells the frontend what becomes of subscriptions. */
export interface Lifecycle {
  /** Delivers what is pending, soon; called when there may be something new, or somebody new to tell. */
  kick(): void;
  stop(): void;
}

const retries = { first: milliseconds(200), cap: seconds(5) };

/**
 * `PUT /subscriptions/{id}?api-version=2.0` for every notice that nobody has answered with success yet (ARM RPC,
 * subscription lifecycle). Notices are durable: each is delivered at least once, whatever crashes.
 */
export function createLifecycle(
  store: Store,
  model: Model,
  frontend: Frontend,
  clock: Clock,
  log: (line: string) => void,
): Lifecycle {
  let attempt = 0;
  let timer: Disposable | undefined;
  let delivering = false;
  let again = false;
  let stopped = false;

  const deliver = async (notice: LifecycleNotice): Promise<boolean> => {
    const { subscriptionId, state, registrationDate } = notice;
    const { tenantId } = model.subscriptions.require(subscriptionId);
    const properties = { tenantId, locationPlacementId: 'Public_2014-09-01', registeredFeatures: [] };
    try {
      const { status } = await frontend.send({
        method: 'PUT',
        path: `/subscriptions/${subscriptionId}?api-version=2.0`,
        headers: {
          'content-type': 'application/json',
          'x-ms-correlation-request-id': randomUUID(),
          'x-ms-client-request-id': randomUUID(),
        },
        body: Buffer.from(JSON.stringify({ state, registrationDate, properties })),
      });
      if (status < 200 || status > 299) log(`the frontend answered ${status} to ${state} of ${subscriptionId}`);
      if (stopped || status < 200 || status > 299) return false;
      store.transaction(() => model.registrations.delivered(notice));
      return true;
    } catch (error) {
      if (!(error instanceof ArmError)) throw error;
      return false;
    }
  };

  const run = async (): Promise<void> => {
    if (stopped) return;
    if (delivering) {
      again = true;
      return;
    }
    delivering = true;
    try {
      let failed = false;
      for (const notice of model.registrations.pending()) {
        if (stopped) return;
        if (!(await deliver(notice))) failed = true;
      }
      attempt = failed ? attempt + 1 : 0;
    } catch (error) {
      // Not the frontend's doing, and no reason to stop telling it.
      log(String(error));
      attempt += 1;
    } finally {
      delivering = false;
    }
    if (again) schedule(milliseconds(0));
    else if (attempt > 0) schedule(backoff(retries, attempt - 1));
    again = false;
  };

  const schedule = (after: ReturnType<typeof milliseconds>): void => {
    timer?.[Symbol.dispose]();
    if (stopped) return;
    timer = clock.schedule(after, () => void run());
  };

  return {
    kick: () => schedule(milliseconds(0)),
    stop() {
      stopped = true;
      timer?.[Symbol.dispose]();
    },
  };
}
