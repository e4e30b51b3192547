import { plan, step } from '@aro-rp/plan';
import { hours } from '@aro-rp/time';
import { type ClusterContext } from '../context.ts';
import { recordUpdate } from './record-update.ts';

/** Never edited after a release, only succeeded (P1). */
export const updateCluster = plan<ClusterContext>('update-cluster', { version: 1, deadline: hours(2) }, [
  step('record-update', recordUpdate),
]);
