import { Definition } from '../schema/definition.ts';
import { before, ListOf, Nested, since, Text, TextMap } from '../schema/field.ts';
import { provisioningStateIn } from './provisioning-state.ts';
import {
  ApiServerProfile,
  ClusterProfile,
  ConsoleProfile,
  IngressProfile,
  MasterProfile,
  NetworkProfile,
  ServicePrincipalProfile,
  WorkerProfile,
} from './profiles.ts';

@Definition('systemData', 'Metadata pertaining to creation and last modification of the resource.')
export class SystemDataWire {
  @Text({ access: 'read-only' })
  createdBy?: string;

  @Text({ access: 'read-only' })
  createdByType?: string;

  @Text({ access: 'read-only', same: 'instant' })
  createdAt?: string;

  @Text({ access: 'read-only' })
  lastModifiedBy?: string;

  @Text({ access: 'read-only' })
  lastModifiedByType?: string;

  @Text({ access: 'read-only', same: 'instant' })
  lastModifiedAt?: string;
}

@Definition('OpenShiftClusterProperties', "OpenShiftClusterProperties represents an OpenShift cluster's properties.")
export class ClusterPropertiesWire {
  @Text({ access: 'read-only', express: provisioningStateIn })
  provisioningState?: string;

  @Nested(() => ClusterProfile, { access: 'immutable', required: true })
  clusterProfile?: ClusterProfile;

  @Nested(() => ConsoleProfile, { access: 'read-only', in: since('2020-04-30') })
  consoleProfile?: ConsoleProfile;

  @Nested(() => ServicePrincipalProfile, { access: 'mutable', required: true, absent: true })
  servicePrincipalProfile?: ServicePrincipalProfile;

  @Nested(() => NetworkProfile, { access: 'immutable', required: true })
  networkProfile?: NetworkProfile;

  @Nested(() => MasterProfile, { access: 'immutable', required: true })
  masterProfile?: MasterProfile;

  @ListOf(() => WorkerProfile, { access: 'immutable', required: true, key: 'name' })
  workerProfiles?: WorkerProfile[];

  @Nested(() => ApiServerProfile, { access: 'immutable', required: true })
  apiserverProfile?: ApiServerProfile;

  @ListOf(() => IngressProfile, { access: 'immutable', required: true, key: 'name' })
  ingressProfiles?: IngressProfile[];

  @Text({ access: 'read-only', model: ['consoleProfile', 'url'], in: before('2020-04-30') })
  consoleUrl?: string;
}

/**
 * The body of a PUT and of a GET: every member that any API version has, once, in wire order. A version takes those
 * that say so. All are optional here, for a body can be anything; what is required is declared.
 */
@Definition('OpenShiftCluster', 'OpenShiftCluster represents an Azure Red Hat OpenShift cluster.')
export class ClusterWire {
  @Text({ access: 'read-only', same: 'ignoring-case', mismatch: 'MismatchingResourceID' })
  id?: string;

  @Text({ access: 'read-only', same: 'ignoring-case', mismatch: 'MismatchingResourceName' })
  name?: string;

  @Text({ access: 'read-only', same: 'ignoring-case', mismatch: 'MismatchingResourceType' })
  type?: string;

  @Text({ access: 'immutable', same: 'location', required: true })
  location?: string;

  @Nested(() => SystemDataWire, { access: 'read-only', absent: true, in: since('2021-09-01-preview') })
  systemData?: SystemDataWire;

  @TextMap({ access: 'mutable' })
  tags?: Record<string, string>;

  @Nested(() => ClusterPropertiesWire, { access: 'mutable', required: true })
  properties?: ClusterPropertiesWire;
}
