/** The names of the manifests of machines (openshift/installer, pkg/asset/machines). */
export const userData = (role: string) => `openshift/99_openshift-cluster-api_${role}-user-data-secret.yaml`;

export const controlPlaneMachineSet = 'openshift/99_openshift-machine-api_master-control-plane-machine-set.yaml';

export const patterns = {
  masterMachine: /^openshift\/99_openshift-cluster-api_master-machines-\d+\.yaml$/,
  workerMachineSet: /^openshift\/99_openshift-cluster-api_worker-machineset-\d+\.yaml$/,
  machineConfig: (role: string) => new RegExp(`^openshift/99_openshift-machineconfig_99-${role}-[^/]*\\.yaml$`),
};

export const machineConfig = (role: string, what: string) =>
  `openshift/99_openshift-machineconfig_99-${role}-${what}.yaml`;

/** Padded with zeros to the digits of the count. */
export const numbered = (prefix: string, index: number, count: number): string =>
  `openshift/99_openshift-cluster-api_${prefix}-${String(index).padStart(String(count).length, '0')}.yaml`;

const all = [
  patterns.masterMachine,
  patterns.workerMachineSet,
  patterns.machineConfig('master'),
  patterns.machineConfig('worker'),
];

export const isMachineManifest = (name: string): boolean =>
  name === controlPlaneMachineSet ||
  name === userData('master') ||
  name === userData('worker') ||
  all.some((pattern) => pattern.test(name));
