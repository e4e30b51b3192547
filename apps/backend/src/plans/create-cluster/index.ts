import { plan, step, wait } from '@aro-rp/plan';
import { hours, minutes, seconds } from '@aro-rp/time';
import { type ClusterContext } from '../context.ts';
import * as dnsName from './dns-name.ts';
import * as endpoints from './endpoints.ts';
import * as networkSecurityGroup from './network-security-group.ts';
import * as resourceGroup from './resource-group.ts';

/** Never edited after a release, only succeeded (P1). */
export const createCluster = plan<ClusterContext>('create-cluster', { version: 1, deadline: hours(2) }, [
  step('reserve-dns-name', dnsName.reserve),
  step('ensure-resource-group', resourceGroup.ensure),
  step('deploy-network-security-group', networkSecurityGroup.deploy),
  wait('network-security-group-ready', networkSecurityGroup.ready, { every: seconds(2), within: minutes(10) }),
  step('record-endpoints', endpoints.record),
]);
