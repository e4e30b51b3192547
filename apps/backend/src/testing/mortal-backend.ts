import { type Database } from '@aro-rp/database';
import { type PlanBookOptions } from '../plans/index.ts';
import { workerOn } from './worker-on.ts';
import { type World, worldTimes } from './world.ts';

/** Fewer than the deaths in a row after which the worker takes a document for poison (W10): a slow machine adds its own. */
const mostInARow = 3;

/** A backend whose process dies when it is told to: from then on nothing of it reaches the database. */
export interface MortalBackend {
  /** The process that lives; a new one when the last has died. */
  worker(): Pick<ReturnType<World['worker']>, 'handler'>;
  /** Nothing when so many have died in a row that one more might be the end of the document. @returns whether it died */
  die(): boolean;
  /** From a death until another process has taken over: whatever is still asked for, the dead one does. */
  readonly isSilent: boolean;
}

export function createMortalBackend(
  world: World,
  changes: Partial<PlanBookOptions>,
  times = worldTimes,
): MortalBackend {
  let born = 0;
  let died = 0;
  let inARow = 0;
  let isSilent = false;
  let current: ReturnType<MortalBackend['worker']> | undefined;

  const { work, serverClock } = world.database;
  const workOf = (process: number): Database['work'] => {
    /** What is under way when the process dies may take effect; its answer is lost. */
    const whileAlive = async <T>(ask: () => Promise<T>): Promise<T> => {
      if (process <= died) throw new Error('the process is dead');
      const answer = await ask();
      if (process <= died) throw new Error('the process is dead');
      return answer;
    };
    return {
      ...work,
      read: (...given) => whileAlive(() => work.read(...given)),
      renew: (...given) => whileAlive(() => work.renew(...given)),
      async take(...given) {
        const answer = await whileAlive(() => work.take(...given));
        if (answer.kind === 'taken') isSilent = false;
        return answer;
      },
      async endSlice(...given) {
        const answer = await whileAlive(() => work.endSlice(...given));
        inARow = 0;
        return answer;
      },
      endPlan: (...given) => whileAlive(() => work.endPlan(...given)),
    };
  };
  const start = (): ReturnType<MortalBackend['worker']> => {
    const process = ++born;
    const worker = workerOn({ work: workOf(process), serverClock }, world.planBook(changes), { times });
    // A message whose take fails comes back, as the broker brings it back.
    return { handler: (...given) => worker.handler(...given).catch(() => undefined) };
  };

  return {
    worker() {
      if (born === died) current = undefined;
      return (current ??= start());
    },
    die() {
      if (isSilent || inARow >= mostInARow) return false;
      died = born;
      inARow++;
      return (isSilent = true);
    },
    get isSilent() {
      return isSilent;
    },
  };
}
