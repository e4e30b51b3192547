import { plan, step, wait } from '@aro-rp/plan';
import { hours, minutes, seconds } from '@aro-rp/time';
import { type ClusterContext } from '../context.ts';
import * as dnsRecord from './dns-record.ts';
import { confirmGone } from './confirm-gone.ts';
import * as resourceGroup from './resource-group.ts';

/** The create in reverse; each step copes with what was never made. Never edited after a release, only succeeded (P1). */
export const deleteCluster = plan<ClusterContext>('delete-cluster', { version: 1, deadline: hours(2) }, [
  step('delete-resource-group', resourceGroup.remove),
  wait('resource-group-gone', resourceGroup.gone, { every: seconds(5), within: minutes(90) }),
  step('delete-dns-record', dnsRecord.remove),
  step('confirm-gone', confirmGone, { within: minutes(30) }),
]);
