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
import { validateUpdate } from '../validation/index.ts';
import * as credentials from './credentials.ts';
import * as kubeconfigs from './kubeconfigs.ts';
import * as machines from './machines.ts';
import * as resourceGroup from './resource-group.ts';
import * as servicePrincipal from './service-principal.ts';
import * as workers from './workers.ts';

/** Longer than rights may take to spread, so that the step itself says what is missing. */
const spreading = { within: minutes(15) };
const looking = { every: ({ pollEvery }: ClusterContext) => pollEvery };

/**
 * Every step looks first and changes what is not as wanted, so that an update that asks for nothing new mends what has
 * drifted. Never edited after a release, only succeeded (P1).
 */
export const updateCluster = plan<ClusterContext>('update-cluster', { version: 2, deadline: hours(2) }, [
  step('confirm-resource-group', resourceGroup.confirm),
  step('validate', validateUpdate, spreading),
  step('identify-service-principal', servicePrincipal.identify, spreading),
  step('assign-roles', rights.assign, spreading),
  step('confirm-rights', rights.confirm, spreading),
  step('assign-machine-identity', rights.assignMachineIdentity, spreading),
  step('start-machines', machines.start, { within: minutes(20) }),
  step('prepare-subnets', subnets.prepare),
  step('attach-network-security-group', subnets.attachNetworkSecurityGroup),
  step('set-outbound-addresses', outboundAddresses.settle, { within: minutes(20) }),
  step('publish-api-address', addresses.publishApi),
  step('publish-router-address', addresses.publishRouter),
  step('connect-private-endpoint', privateEndpoint.connect),
  step('renew-registry-token', registryToken.renew),
  step('renew-kubeconfigs', kubeconfigs.renew),
  // Its slice is its own, so that what goes into the cluster is stored before it goes there.
  step('write-credentials', credentials.write, { within: minutes(30), budget: minutes(1) }),
  wait('credentials-in-use', credentials.settled, { ...looking, within: minutes(50) }),
  step('remove-former-roles', servicePrincipal.removeFormerRoles),
  wait('settle-router-address', cluster.settleRouter, { ...looking, within: minutes(20) }),
  wait('configure-cluster', cluster.configure, { ...looking, within: minutes(20) }),
  wait('record-workers', workers.record, { ...looking, within: minutes(20) }),
]);
