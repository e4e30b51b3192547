import { type ResourceId } from '@aro-rp/api';
import { type ClusterDocument, type OperationDocument } from '@aro-rp/database';
import { milliseconds, minutes } from '@aro-rp/time';
import { type createPlanBook } from '../plans/index.ts';
import { accept, workerOn, workUntilEnded } from './worker-on.ts';
import { calmTimes, type World } from './world.ts';

type PlanBook = ReturnType<typeof createPlanBook>;
export type Kind = 'create' | 'update' | 'delete';

/** Who is out of luck from some moment on. */
export interface Luck {
  /** Something has failed, now or in a try before. */
  readonly isStruck: boolean;
  /** Of a step, in how many of them something has failed. */
  readonly tries: number;
  strike(): void;
  /** A try of a step begins. */
  begin(): void;
}

export function createLuck(): Luck {
  let tries = 0;
  let isCounted = false;
  return {
    get isStruck() {
      return tries > 0;
    },
    get tries() {
      return tries;
    },
    strike() {
      if (!isCounted) tries++;
      isCounted = true;
    },
    begin: () => void (isCounted = false),
  };
}

/** The plans, patient with everything until something was struck; what may pass is tried twice then. */
export function impatient(world: World, luck: Luck): PlanBook {
  const patient = world.planBook({ spreadWithin: minutes(5) });
  const hasty = world.planBook({ spreadWithin: milliseconds(1) });
  return {
    ...patient,
    context: (...given) => (luck.isStruck ? hasty : patient).context(...given),
    find: (kind, version) => {
      const plan = patient.find(kind, version);
      const steps = plan?.steps.map((step) => ({
        ...step,
        get within() {
          return luck.tries > 1 ? milliseconds(0) : step.within;
        },
        action: (...given: Parameters<typeof step.action>) => {
          luck.begin();
          return step.action(...given);
        },
      }));
      return plan && steps && { ...plan, steps };
    },
  };
}

export interface Ended {
  document: Readonly<ClusterDocument>;
  operation: Readonly<OperationDocument>;
}

/**
 * An operation to its end.
 * @param from the step with which it begins, as if it had been tried again from there; the first unless told
 */
export async function run(
  world: World,
  book: PlanBook,
  id: ResourceId,
  kind: Kind,
  {
    from = '',
    given = {},
    correlationId,
  }: { from?: string; given?: Parameters<typeof accept>[2]; correlationId?: string } = {},
): Promise<Ended> {
  const correlation = correlationId === undefined ? {} : { correlation: { correlationId } };
  const operationId = await accept(world.database, id, { ...given, kind, plan: { cursor: from }, ...correlation });
  const worker = workerOn(world.database, book, { times: calmTimes });
  const { document } = await workUntilEnded(world.database, id, () => ({
    // A message whose take fails comes back, as the broker brings it back.
    handler: (...all) => worker.handler(...all).catch(() => undefined),
  }));
  const operation = await world.database.operations.get(id.subscriptionId, operationId);
  if (operation === undefined) throw new Error('the operation is gone');
  return { document, operation: operation.document };
}
