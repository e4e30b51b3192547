import { Definition } from '../schema/definition.ts';
import { always, before, ListOf, Nested, only, since, Text, TextMap } from '../schema/field.ts';
import { maintenanceTask, provisioningState } from './enumerations.ts';
import { ManagedServiceIdentity, PlatformWorkloadIdentityProfile } from './identity.ts';
import { MasterProfile, WorkerProfile } from './machine-profiles.ts';
import { NetworkProfile } from './network-profile.ts';
import {
  ApiServerProfile,
  ClusterProfile,
  ConsoleProfile,
  IngressProfile,
  ServicePrincipalProfile,
} from './profiles.ts';
import { provisioningStateIn } from './provisioning-state.ts';

const withIdentities = since('2024-08-12-preview');
const beforeIdentities = before('2024-08-12-preview');

@Definition('systemData', 'Metadata pertaining to creation and last modification of the resource.')
export class SystemDataWire {
  @Text({ access: 'read-only' })
  createdBy?: string;

  @Text({ access: 'read-only' })
  createdByType?: string;

  @Text({ access: 'read-only', same: 'instant', format: 'date-time' })
  createdAt?: string;

  @Text({ access: 'read-only' })
  lastModifiedBy?: string;

  @Text({ access: 'read-only' })
  lastModifiedByType?: string;

  @Text({ access: 'read-only', same: 'instant', format: 'date-time' })
  lastModifiedAt?: string;
}

@Definition('OpenShiftClusterProperties', "OpenShiftClusterProperties represents an OpenShift cluster's properties.")
export class ClusterPropertiesWire {
  @Text({
    access: 'read-only',
    enumeration: provisioningState,
    express: provisioningStateIn,
    description: 'The cluster provisioning state.',
  })
  provisioningState?: string;

  @Text({ access: 'read-only', in: only('admin') })
  failedProvisioningState?: string;

  @Text({ access: 'read-only', in: only('admin') })
  lastProvisioningState?: string;

  @Text({ access: 'mutable', in: only('admin'), enumeration: maintenanceTask })
  maintenanceTask?: string;

  @Text({ access: 'read-only', in: only('admin') })
  lastAdminUpdateError?: string;

  @Nested(() => ClusterProfile, { access: 'immutable', required: true, description: 'The cluster profile.' })
  clusterProfile?: ClusterProfile;

  @Nested(() => ConsoleProfile, { access: 'read-only', in: since('2020-04-30'), description: 'The console profile.' })
  consoleProfile?: ConsoleProfile;

  @Nested(() => ServicePrincipalProfile, {
    access: 'immutable',
    required: beforeIdentities,
    absent: true,
    description: 'The cluster service principal profile.',
  })
  servicePrincipalProfile?: ServicePrincipalProfile;

  @Nested(() => PlatformWorkloadIdentityProfile, {
    access: 'immutable',
    absent: true,
    in: withIdentities,
    description: 'The workload identity profile.',
  })
  platformWorkloadIdentityProfile?: PlatformWorkloadIdentityProfile;

  @Nested(() => NetworkProfile, { access: 'immutable', required: true, description: 'The cluster network profile.' })
  networkProfile?: NetworkProfile;

  @Nested(() => MasterProfile, { access: 'immutable', required: true, description: 'The cluster master profile.' })
  masterProfile?: MasterProfile;

  @ListOf(() => WorkerProfile, {
    access: 'immutable',
    required: true,
    key: 'name',
    description: 'The cluster worker profiles.',
  })
  workerProfiles?: WorkerProfile[];

  @ListOf(() => WorkerProfile, {
    access: 'read-only',
    key: 'name',
    marked: always,
    in: since('2023-09-04'),
    description: 'The cluster worker profiles status.',
  })
  workerProfilesStatus?: WorkerProfile[];

  @Nested(() => ApiServerProfile, {
    access: 'immutable',
    required: true,
    description: 'The cluster API server profile.',
  })
  apiserverProfile?: ApiServerProfile;

  @ListOf(() => IngressProfile, {
    access: 'immutable',
    required: true,
    key: 'name',
    description: 'The cluster ingress profiles.',
  })
  ingressProfiles?: IngressProfile[];

  @Text({
    access: 'read-only',
    model: ['consoleProfile', 'url'],
    in: before('2020-04-30'),
    description: 'The URL to access the cluster console.',
  })
  consoleUrl?: string;
}

/**
 * The body of a PUT and of a GET: every member that any API version has, once, in wire order. A version takes those
 * that say so. All are optional here, for a body can be anything; what is required is declared.
 */
@Definition('OpenShiftCluster', 'OpenShiftCluster represents an Azure Red Hat OpenShift cluster.')
export class ClusterWire {
  @Text({ access: 'read-only', same: 'ignoring-case', mismatch: 'MismatchingResourceID', marked: always })
  id?: string;

  @Text({ access: 'read-only', same: 'ignoring-case', mismatch: 'MismatchingResourceName', marked: always })
  name?: string;

  @Text({ access: 'read-only', same: 'ignoring-case', mismatch: 'MismatchingResourceType', marked: always })
  type?: string;

  @Text({ access: 'immutable', same: 'location', required: true })
  location?: string;

  @Nested(() => SystemDataWire, {
    access: 'read-only',
    absent: true,
    marked: always,
    in: since('2021-09-01-preview'),
    description: 'The system meta data relating to this resource.',
  })
  systemData?: SystemDataWire;

  @TextMap({ access: 'mutable', description: 'The resource tags.' })
  tags?: Record<string, string>;

  @Nested(() => ClusterPropertiesWire, {
    access: 'mutable',
    required: true,
    description: 'The cluster properties.',
  })
  properties?: ClusterPropertiesWire;

  @Nested(() => ManagedServiceIdentity, {
    access: 'immutable',
    absent: true,
    in: withIdentities,
    description: 'Identity stores information about the cluster MSI(s) in a workload identity cluster.',
  })
  identity?: ManagedServiceIdentity;
}
