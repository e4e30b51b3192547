/** The kinds that we read or write which Kubernetes itself does not know (github.com/openshift/api). */
export const kinds = {
  clusterOperators: { group: 'config.openshift.io', version: 'v1', plural: 'clusteroperators' },
  clusterVersions: { group: 'config.openshift.io', version: 'v1', plural: 'clusterversions' },
  consoles: { group: 'operator.openshift.io', version: 'v1', plural: 'consoles' },
  machines: { group: 'machine.openshift.io', version: 'v1beta1', plural: 'machines' },
  machineSets: { group: 'machine.openshift.io', version: 'v1beta1', plural: 'machinesets' },
  kubeAPIServers: { group: 'operator.openshift.io', version: 'v1', plural: 'kubeapiservers' },
  kubeControllerManagers: { group: 'operator.openshift.io', version: 'v1', plural: 'kubecontrollermanagers' },
  credentialsRequests: { group: 'cloudcredential.openshift.io', version: 'v1', plural: 'credentialsrequests' },
  controlPlaneMachineSets: { group: 'machine.openshift.io', version: 'v1', plural: 'controlplanemachinesets' },
} as const;

export const machineNamespace = 'openshift-machine-api';
export const machineRoleLabel = 'machine.openshift.io/cluster-api-machine-role';
