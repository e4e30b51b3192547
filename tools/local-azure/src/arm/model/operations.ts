import { randomUUID } from 'node:crypto';
import { type Clock, days, type Duration, milliseconds, seconds, toInstant } from '@aro-rp/time';
import { type Store } from '../store.ts';
import { type ArmError } from './errors.ts';

export type OperationWork = { kind: 'put' | 'delete' | 'delete-group'; resourceId: string };

/** A long-running operation (ARM RPC, async-api). */
export interface Operation {
  id: string;
  subscriptionId: string;
  /** Whose path its status is asked under; absent for Azure Resource Manager's own. */
  namespace?: string;
  location: string;
  apiVersion: string;
  work: OperationWork;
  status: 'InProgress' | 'Succeeded' | 'Failed' | 'Canceled';
  /** ISO 8601. */
  startTime: string;
  endTime?: string;
  error?: { status: number } & ReturnType<ArmError['toBody']>;
  /** Milliseconds since 1970; when it is looked at next. */
  dueAt: number;
}

export type Outcome = { done: true } | { again: Duration } | { failed: ArmError };

export interface Operations {
  /** Part of the caller's transaction. Ends after `duration` of the clock, in this process or the next one. */
  start(operation: Pick<Operation, 'subscriptionId' | 'namespace' | 'location' | 'apiVersion' | 'work'>): Operation;
  /** Ends a running one, part of the caller's transaction: what it worked on is gone. */
  cancel(id: string): void;
  get(id: string): Operation | undefined;
  /** Brings everything that is due to its end, each in a transaction of its own. */
  settle(): void;
  /** Stops the timers; what is running goes on when the store is opened again. */
  close(): void;
}

/** How long a status can be asked for after the end, at least; forgotten when the store is opened. */
const remembered = days(1);
/** Until work that failed by itself is tried again. */
const afterFailure = seconds(1);

/**
 * @param finish does what the operation is for, inside its transaction; called again after `again`
 * @param duration how long each operation runs
 * @param report is told of an error that no caller caused
 */
export function createOperations(
  store: Store,
  clock: Clock,
  duration: Duration,
  finish: (operation: Operation) => Outcome,
  report: (error: unknown) => void,
): Operations {
  const table = store.table<Operation>('operation');
  for (const { id, endTime } of table.within(''))
    if (endTime !== undefined && Date.parse(endTime) < clock.now() - remembered) table.remove(id);
  const running = new Map(
    table
      .within('')
      .filter((operation) => operation.status === 'InProgress')
      .map((operation) => [operation.id, operation.dueAt]),
  );
  let timer: Disposable | undefined;
  let closed = false;

  const save = (operation: Operation): void => {
    table.put(operation.id, operation);
    if (operation.status === 'InProgress') running.set(operation.id, operation.dueAt);
    else running.delete(operation.id);
  };

  const arm = (): void => {
    timer?.[Symbol.dispose]();
    if (closed || running.size === 0) return;
    const next = Math.min(...running.values());
    timer = clock.schedule(milliseconds(Math.max(1, next - clock.now())), onTime);
  };

  const end = (operation: Operation, status: Operation['status'], error?: ArmError): void =>
    save({
      ...operation,
      status,
      endTime: toInstant(clock.now()),
      ...(error === undefined ? {} : { error: { status: error.status, ...error.toBody() } }),
    });

  const work = (id: string): void => {
    const operation = table.get(id);
    if (operation?.status !== 'InProgress') return void running.delete(id);
    const outcome = finish(operation);
    if ('done' in outcome) end(operation, 'Succeeded');
    else if ('failed' in outcome) end(operation, 'Failed', outcome.failed);
    else save({ ...operation, dueAt: clock.now() + outcome.again });
  };

  const settle = (): void => {
    if (closed) return;
    const now = clock.now();
    for (const [id, dueAt] of [...running]) if (dueAt <= now) store.transaction(() => work(id));
    arm();
  };

  /** A failure here is no caller's (the disk is full, say): it is told, and the work stays due. */
  const onTime = (): void => {
    try {
      settle();
    } catch (error) {
      report(error);
      timer = clock.schedule(afterFailure, onTime);
    }
  };

  arm();
  return {
    start(given) {
      const now = clock.now();
      const operation: Operation = {
        id: randomUUID(),
        ...given,
        status: 'InProgress',
        startTime: toInstant(now),
        dueAt: now + duration,
      };
      save(operation);
      arm();
      return operation;
    },
    cancel(id) {
      const operation = table.get(id);
      if (operation?.status === 'InProgress') end(operation, 'Canceled');
    },
    get: (id) => table.get(id),
    settle,
    close() {
      closed = true;
      timer?.[Symbol.dispose]();
    },
  };
}
