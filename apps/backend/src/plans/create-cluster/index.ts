import { plan, step, wait } from '@aro-rp/plan';
import { hours, minutes } from '@aro-rp/time';
import * as billing from '../billing/billing.ts';
import { type ClusterContext } from '../context.ts';
import { validate } from '../validation/index.ts';
import * as outboundAddresses from '../outbound-addresses.ts';
import * as registryToken from '../registry-token.ts';
import * as privateEndpoint from '../private-endpoint.ts';
import * as addresses from './addresses.ts';
import * as bootstrap from './bootstrap.ts';
import * as choices from './choices.ts';
import * as cluster from './cluster.ts';
import * as credentials from './credentials.ts';
import * as deployments from './deployments.ts';
import * as dnsName from './dns-name.ts';
import * as installer from './installer.ts';
import * as resourceGroup from './resource-group.ts';
import * as rights from './rights.ts';
import * as subnets from './subnets.ts';

/** Longer than rights may take to spread, so that the step itself says what is missing. */
const spreading = { within: minutes(15) };
/** What only tidies up must not fail a cluster that works. */
const cleaning = { within: hours(2) };

/** As often as the service is told to ask. */
const looking = { every: ({ pollEvery }: ClusterContext) => pollEvery };

/** Never edited after a release, only succeeded (P1). */
export const createCluster = plan<ClusterContext>('create-cluster', { version: 3, deadline: hours(2) }, [
  step('validate', validate, spreading),
  step('reserve-dns-name', dnsName.reserve),
  step('choose', choices.choose),
  step('ensure-resource-group', resourceGroup.ensure),
  step('assign-roles', rights.assign, spreading),
  step('confirm-rights', rights.confirm, spreading),
  step('create-registry-token', registryToken.create),
  step('choose-router-address', addresses.chooseRouter),
  // Its slice is its own, so that everything that goes into the installation is stored before it begins.
  step('run-installer', installer.install, { within: minutes(75), budget: minutes(10) }),
  step('open-billing', billing.open),
  step('prepare-subnets', subnets.prepare),
  step('deploy-base', deployments.deployBase, { within: minutes(30) }),
  step('set-outbound-addresses', outboundAddresses.settle, { within: minutes(20) }),
  step('assign-machine-identity', rights.assignMachineIdentity, spreading),
  step('attach-network-security-group', subnets.attachNetworkSecurityGroup),
  step('publish-api-address', addresses.publishApi),
  step('publish-router-address', addresses.publishRouter),
  step('connect-private-endpoint', privateEndpoint.connect),
  step('upload-ignition', deployments.uploadIgnition, spreading),
  step('deploy-machines', deployments.deployMachines, { within: minutes(40) }),
  wait('bootstrap-complete', bootstrap.complete, { ...looking, within: minutes(60) }),
  step('remove-bootstrap', bootstrap.remove, { within: minutes(20) }),
  step('remove-ignition', bootstrap.removeIgnition, cleaning),
  wait('workers-running', cluster.workersRunning, { ...looking, within: minutes(45) }),
  wait('operators-available', cluster.operatorsAvailable, { ...looking, within: minutes(60) }),
  wait('version-available', cluster.versionAvailable, { ...looking, within: minutes(60) }),
  wait('settle-router-address', cluster.settleRouter, { ...looking, within: minutes(20) }),
  wait('configure-cluster', cluster.configure, { ...looking, within: minutes(20) }),
  step('record-credentials', credentials.record),
  step('forget-ignition', credentials.forgetIgnition, cleaning),
]);
