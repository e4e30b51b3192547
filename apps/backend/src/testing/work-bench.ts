import { createDatabase, type Database, type DatabaseOptions, type WorkStore } from '@aro-rp/database';
import { createContainers } from '@aro-rp/database/provision';
import { createCosmosServer, createTestContext, type TestContext } from '@aro-rp/local-azure';
import { systemClock } from '@aro-rp/time';
import { createFakeClock, resource } from '@aro-rp/testing';
import { accept, messageFor, readCluster, shortTimes } from './worker-on.ts';

export interface WorkBench extends AsyncDisposable {
  faults: TestContext['faults'];
  /** How many requests faults have struck. */
  struck(): number;
  database: Database;
  /** Another process on the same database; it knows no server time yet. */
  connect(changes?: Partial<DatabaseOptions>): Database;
  /** A cluster that a frontend has accepted, and the message for that version. */
  accepted(given?: Parameters<typeof accept>[2]): Promise<Accepted>;
}

export interface Accepted {
  id: ReturnType<typeof resource>;
  first: Awaited<ReturnType<typeof readCluster>>;
  message: ReturnType<typeof messageFor>;
}

/** Local Cosmos DB with the real client on it. */
export async function createWorkBench(): Promise<WorkBench> {
  const context = await createTestContext({ seed: 1 });
  const cosmos = await createCosmosServer(context, { port: 0, partitions: 4 });
  const account = { endpoint: cosmos.endpoint, auth: { key: cosmos.key }, clock: systemClock };
  await createContainers(account);
  const opened: Database[] = [];
  const connect: WorkBench['connect'] = (changes = {}) => {
    const one = createDatabase({ ...account, protocol: shortTimes, ...changes });
    opened.push(one);
    return one;
  };
  const database = connect();
  await database.ping();
  return {
    faults: context.faults,
    struck: () => context.faults.list().reduce((sum, rule) => sum + rule.struck, 0),
    database,
    connect,
    async accepted(given = {}) {
      const id = resource();
      await accept(database, id, given);
      const first = await readCluster(database, id);
      return { id, first, message: messageFor(first, id.subscriptionId) };
    },
    async [Symbol.asyncDispose]() {
      for (const one of opened) one.dispose();
      await cosmos.close();
      await context.dispose();
    },
  };
}

/** One call of the real store that waits for the test, before it is sent and before its answer is given. */
export interface HeldCall {
  /** Lets it be sent. @returns when the answer is there, though not given yet; its signal may have ended it */
  send(): Promise<void>;
  /** Gives the answer, sending the call first if it was not. */
  answer(): Promise<void>;
  signal: AbortSignal | undefined;
}

/** The real store, with every call of one method held until the test lets it go on. */
export function holding<M extends 'read' | 'take' | 'renew' | 'endSlice' | 'endPlan'>(work: WorkStore, method: M) {
  const calls: HeldCall[] = [];
  let came = Promise.withResolvers<void>();
  const held = async (...given: unknown[]): Promise<unknown> => {
    const go = Promise.withResolvers<void>();
    const give = Promise.withResolvers<void>();
    const { signal } = (given.at(-1) ?? {}) as { signal?: AbortSignal };
    const gaveUp = new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    gaveUp.catch(() => undefined);
    const answered = go.promise.then(() => (work[method] as (...all: unknown[]) => Promise<unknown>)(...given));
    const over = answered.then(
      () => undefined,
      () => undefined,
    );
    calls.push({
      signal,
      send() {
        go.resolve();
        return over;
      },
      async answer() {
        go.resolve();
        give.resolve();
        await over;
      },
    });
    came.resolve();
    came = Promise.withResolvers();
    return Promise.race([give.promise.then(() => answered), gaveUp]);
  };
  return {
    work: { ...work, [method]: held } as WorkStore,
    calls,
    /** The n-th call from 0, when it has come. */
    async call(n: number): Promise<HeldCall> {
      for (;;) {
        const found = calls[n];
        if (found) return found;
        await came.promise;
      }
    },
  };
}

/** A clock that stands still, and when somebody sleeps on it. */
export function createSleepyClock() {
  const clock = createFakeClock(Date.now());
  let asleep = Promise.withResolvers<void>();
  return {
    ...clock,
    sleep(...given: Parameters<typeof clock.sleep>) {
      asleep.resolve();
      return clock.sleep(...given);
    },
    /** Resolves at the next sleep that begins. */
    async asleep() {
      await asleep.promise;
      asleep = Promise.withResolvers();
    },
  };
}
