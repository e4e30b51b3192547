/** Of the objects in a cluster, what a plan reads. Lists are in the order of the cluster's answer. */
export interface Condition {
  type: string;
  status: 'True' | 'False' | 'Unknown';
  reason?: string;
  message?: string;
}

/** config.openshift.io/v1 ClusterOperator. */
export interface ClusterOperator {
  name: string;
  conditions: Condition[];
}

/** config.openshift.io/v1 ClusterVersion `version`. */
export interface ClusterVersion {
  clusterId: string;
  /** Empty when none is set. */
  channel: string;
  upstream: string;
  conditions: Condition[];
  /** The newest first. */
  history: { state: string; version: string }[];
}

export type MachineRole = 'master' | 'worker';

/** machine.openshift.io/v1beta1 Machine. */
export interface Machine {
  name: string;
  role: string;
  /** `Provisioning`, `Provisioned`, `Running`, `Deleting`, `Failed`; undefined before the controller saw it. */
  phase?: string;
  errorReason?: string;
  errorMessage?: string;
  /** The Node that it became. */
  node?: string;
}

/** machine.openshift.io/v1beta1 MachineSet on Azure. */
export interface MachineSet {
  name: string;
  /** Of the machines that it makes. */
  role: string;
  /** As it asks for. */
  replicas: number;
  vmSize: string;
  diskSizeGB: number;
  /** Names, each empty when the set has none. */
  subnet: { resourceGroup: string; network: string; name: string };
  encryptionAtHost: boolean;
  diskEncryptionSetId?: string;
}

export interface Node {
  name: string;
  /** From the labels `node-role.kubernetes.io/<role>`. */
  roles: string[];
  ready: boolean;
}

/** The Service `openshift-ingress/router-default`. */
export interface RouterService {
  /** Of its load balancer; empty until it has one. */
  addresses: string[];
  internal: boolean;
}

/** machine.openshift.io/v1 ControlPlaneMachineSet `cluster`. */
export interface ControlPlaneMachineSet {
  /** An absent state means `Inactive`. */
  state: 'Active' | 'Inactive';
}
