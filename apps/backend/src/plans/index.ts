import { type ClusterDocument, type PlanState } from '@aro-rp/database';
import { createPlanCatalogue } from '@aro-rp/plan';
import { type Duration } from '@aro-rp/time';
import { checkDeadlines } from '../worker/check-deadlines.ts';
import { type PlanBook } from '../worker/slice.ts';
import { adminUpdateCluster } from './admin-update-cluster/index.ts';
import { type ClusterContext, type ContextOptions, createContext } from './context.ts';
import { createCluster } from './create-cluster/index.ts';
import { deleteCluster } from './delete-cluster/index.ts';
import { diagnose } from './diagnostics/index.ts';
import { discreet } from './discreet.ts';
import { type PlanVerb } from './failure-body.ts';
import { attemptsExceeded, classify, deadlineExceeded, failureOf } from './failure.ts';
import { onPremises } from './premises.ts';
import { updateCluster } from './update-cluster/index.ts';

/** P1: what this release can run. */
export const catalogue = createPlanCatalogue<ClusterContext>([
  { current: discreet(onPremises('create', createCluster)) },
  { current: discreet(onPremises('update', updateCluster)) },
  { current: discreet(onPremises('update', adminUpdateCluster)) },
  { current: discreet(deleteCluster) },
]);

/** A plan that this release does not know is only ever failed, past its deadline; `update` is the mildest word for it. */
const verbOf = (kind: string): PlanVerb =>
  kind === createCluster.kind ? 'create' : kind === deleteCluster.kind ? 'delete' : 'update';

export interface PlanBookOptions extends ContextOptions {
  /** How long a message comes back that everybody leaves to its lock. */
  redeliveredFor: Duration;
}

/**
 * All that the worker needs to know of clusters.
 * @throws Error when a plan has a deadline that its message would not live to see
 */
export function createPlanBook(options: PlanBookOptions): PlanBook<ClusterContext> {
  checkDeadlines(catalogue.plans, options.redeliveredFor);
  return {
    find: (kind, version) => catalogue.find(kind, version),
    context: (document, now) => createContext(document as Readonly<ClusterDocument>, now, options),
    classify,
    diagnose,
    succeeded: (kind) => ({
      provisioningState: 'Succeeded',
      ...(kind === deleteCluster.kind && { deleted: true as const }),
    }),
    failed: (plan, why) => ({ provisioningState: 'Failed', ...failure(plan, why) }),
  };
}

function failure(plan: Readonly<PlanState>, why: Parameters<PlanBook<ClusterContext>['failed']>[1]) {
  const verb = verbOf(plan.kind);
  if (why === 'deadline') return deadlineExceeded(plan, verb);
  if (why === 'attempts') return attemptsExceeded(plan, verb);
  return failureOf(why.error, why.step, verb);
}
