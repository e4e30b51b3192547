import { requireKind } from '../kubernetes/kinds.ts';

/** Those that the parts of a cluster work with. */
export const configMap = requireKind('v1', 'ConfigMap');
export const secret = requireKind('v1', 'Secret');
export const node = requireKind('v1', 'Node');
export const service = requireKind('v1', 'Service');
export const pod = requireKind('v1', 'Pod');
export const credentialsRequest = requireKind('cloudcredential.openshift.io/v1', 'CredentialsRequest');
export const machine = requireKind('machine.openshift.io/v1beta1', 'Machine');
export const machineSet = requireKind('machine.openshift.io/v1beta1', 'MachineSet');
export const controlPlaneMachineSet = requireKind('machine.openshift.io/v1', 'ControlPlaneMachineSet');
export const clusterOperator = requireKind('config.openshift.io/v1', 'ClusterOperator');
export const clusterVersion = requireKind('config.openshift.io/v1', 'ClusterVersion');
export const dns = requireKind('config.openshift.io/v1', 'DNS');

export const machineApi = 'openshift-machine-api';
export const ingressNamespace = 'openshift-ingress';

export const roleLabel = 'machine.openshift.io/cluster-api-machine-role';
export const setLabel = 'machine.openshift.io/cluster-api-machineset';
export const clusterLabel = 'machine.openshift.io/cluster-api-cluster';
