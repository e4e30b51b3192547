import { minorVersionOf } from '@aro-rp/openshift';
import { type StepRun } from '@aro-rp/plan';
import { requireFact } from './facts.ts';

/** Whether the machines of the cluster's release carry an identity of their own. */
export const hasMachineIdentity = (run: StepRun): boolean =>
  minorVersionOf(requireFact(run.facts, 'release').version).machineIdentity === 'user-assigned';
