import { type Secret } from '@aro-rp/telemetry';
import { type Written } from './change.ts';
import { type Credentials } from './credentials.ts';
import {
  type ClusterOperator,
  type ClusterVersion,
  type ControlPlaneMachineSet,
  type Machine,
  type MachineRole,
  type MachineSet,
  type Node,
  type RouterService,
} from './objects.ts';

export interface ClusterCallOptions {
  signal: AbortSignal;
}

/**
 * One cluster's API. Each call ends within the limit that the connection was made with and throws ClusterApiError, or
 * the reason of the caller's signal. Safe for concurrent use; nothing is asked before the first call.
 * A write reads the object, changes one thing in it and puts it back with the resource version that it read, again when
 * another writer was faster; when it is so already, nothing is written.
 */
export interface Cluster extends Disposable, Credentials {
  /** `pending` also while the ConfigMap kube-system/bootstrap is not there. */
  bootstrapStatus(options: ClusterCallOptions): Promise<'complete' | 'pending'>;
  clusterVersion(options: ClusterCallOptions): Promise<ClusterVersion>;
  /** Empty while the cluster does not know the kind yet, as the other lists are. */
  clusterOperators(options: ClusterCallOptions): Promise<ClusterOperator[]>;
  machines(role: MachineRole, options: ClusterCallOptions): Promise<Machine[]>;
  /** By the role of the machines that they make. */
  machineSets(role: MachineRole, options: ClusterCallOptions): Promise<MachineSet[]>;
  nodes(options: ClusterCallOptions): Promise<Node[]>;
  /** Undefined until the ingress operator made it. */
  routerService(options: ClusterCallOptions): Promise<RouterService | undefined>;
  /** Undefined when there is none. */
  controlPlaneMachineSet(options: ClusterCallOptions): Promise<ControlPlaneMachineSet | undefined>;

  /** Empty texts clear: no channel, no upstream, so that nothing is offered as an update. */
  setUpdates(updates: { channel: string; upstream: string }, options: ClusterCallOptions): Promise<Written>;
  /**
   * An active set cannot be made inactive, only deleted; the operator then makes an inactive one (openshift/api,
   * machine/v1). So after `written` the set may be absent for a moment.
   */
  setControlPlaneMachineSetInactive(options: ClusterCallOptions): Promise<Written>;
  /** The Secret openshift-config/pull-secret. */
  setPullSecret(pullSecret: Secret, options: ClusterCallOptions): Promise<Written>;
  setConsoleBrand(brand: string, options: ClusterCallOptions): Promise<Written>;
}
