import { plan, step, wait } from '@aro-rp/plan';
import { hours, minutes } from '@aro-rp/time';
import * as billing from '../billing/billing.ts';
import { type ClusterContext } from '../context.ts';
import * as privateEndpoint from '../private-endpoint.ts';
import * as registryToken from '../registry-token.ts';
import { confirmGone } from './confirm-gone.ts';
import * as dnsRecord from './dns-record.ts';
import * as installation from './installation.ts';
import * as resourceGroup from './resource-group.ts';
import * as resources from './resources.ts';
import * as roleAssignments from './role-assignments.ts';

/** As often as the service is told to ask. */
const looking = { every: ({ pollEvery }: ClusterContext) => pollEvery };

/** Children first; each step copes with what was never made. Never edited after a release, only succeeded (P1). */
export const deleteCluster = plan<ClusterContext>('delete-cluster', { version: 3, deadline: hours(2) }, [
  step('delete-dns-records', dnsRecord.remove),
  step('delete-private-endpoint', privateEndpoint.remove, { within: minutes(30) }),
  step('delete-resources', resources.remove, { within: minutes(80) }),
  step('delete-role-assignments', roleAssignments.remove),
  step('delete-resource-group', resourceGroup.remove),
  wait('resource-group-gone', resourceGroup.gone, { ...looking, within: minutes(90) }),
  step('delete-registry-token', registryToken.remove),
  step('delete-installation', installation.remove),
  step('confirm-gone', confirmGone, { within: minutes(30) }),
  step('close-billing', billing.close),
]);
