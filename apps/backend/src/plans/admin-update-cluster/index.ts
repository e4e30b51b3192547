import { type MaintenanceTask } from '@aro-rp/api';
import { plan, step, wait } from '@aro-rp/plan';
import { hours, minutes } from '@aro-rp/time';
import { type ClusterContext } from '../context.ts';
import * as addresses from '../create-cluster/addresses.ts';
import * as cluster from '../create-cluster/cluster.ts';
import * as rights from '../create-cluster/rights.ts';
import * as subnets from '../create-cluster/subnets.ts';
import * as outboundAddresses from '../outbound-addresses.ts';
import * as privateEndpoint from '../private-endpoint.ts';
import * as registryToken from '../registry-token.ts';
import * as credentials from '../update-cluster/credentials.ts';
import * as kubeconfigs from '../update-cluster/kubeconfigs.ts';
import * as machines from '../update-cluster/machines.ts';
import * as resourceGroup from '../update-cluster/resource-group.ts';
import * as workers from '../update-cluster/workers.ts';
import * as task from './task.ts';

const spreading = { within: minutes(15) };
const looking = { every: ({ pollEvery }: ClusterContext) => pollEvery };
const everything: readonly MaintenanceTask[] = ['Everything'];
const certificates: readonly MaintenanceTask[] = ['Everything', 'CertificatesRenewal'];
const sync: readonly MaintenanceTask[] = ['Everything', 'SyncClusterObject'];

/**
 * What administrators have done to a cluster, by task. It validates nothing of the customer's: what it mends is the
 * service's own. Never edited after a release, only succeeded (P1).
 */
export const adminUpdateCluster = plan<ClusterContext>('admin-update-cluster', { version: 1, deadline: hours(2) }, [
  step('take-task', task.take),
  step('confirm-resource-group', resourceGroup.confirm),
  step('assign-roles', task.during(everything, rights.assign), spreading),
  step('assign-machine-identity', task.during(everything, rights.assignMachineIdentity), spreading),
  step('start-machines', machines.start, { within: minutes(20) }),
  step('prepare-subnets', task.during(everything, subnets.prepare)),
  step('attach-network-security-group', task.during(everything, subnets.attachNetworkSecurityGroup)),
  step('set-outbound-addresses', task.during(everything, outboundAddresses.settle), { within: minutes(20) }),
  step('publish-api-address', task.during(everything, addresses.publishApi)),
  step('publish-router-address', task.during(everything, addresses.publishRouter)),
  step('connect-private-endpoint', task.during(everything, privateEndpoint.connect)),
  step('renew-registry-token', task.during(everything, registryToken.renew)),
  step('renew-kubeconfigs', task.during(certificates, kubeconfigs.renewAll)),
  // Its slice is its own, so that what goes into the cluster is stored before it goes there.
  step('write-credentials', task.during(everything, credentials.write), { within: minutes(30), budget: minutes(1) }),
  wait('credentials-in-use', task.lookDuring(everything, credentials.settled), { ...looking, within: minutes(50) }),
  wait('configure-cluster', task.lookDuring(everything, cluster.configure), { ...looking, within: minutes(20) }),
  wait('settle-router-address', task.lookDuring(sync, cluster.settleRouter), { ...looking, within: minutes(20) }),
  wait('record-workers', task.lookDuring(sync, workers.record), { ...looking, within: minutes(20) }),
]);
