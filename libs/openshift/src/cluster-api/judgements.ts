import {
  type ClusterOperator,
  type ClusterVersion,
  type Condition,
  type ControlPlaneMachineSet,
  type Machine,
} from './objects.ts';

/** The operators that a cluster cannot be handed over without. */
export const essentialOperators = ['kube-apiserver', 'machine-api', 'ingress', 'console', 'authentication'] as const;

export const conditionOf = (conditions: readonly Condition[], type: string): Condition | undefined =>
  conditions.find((condition) => condition.type === type);

const statusOf = (conditions: readonly Condition[], type: string) => conditionOf(conditions, type)?.status;

/** Available, and neither changing nor degraded where it says anything about that. */
export const isAvailable = ({ conditions }: ClusterOperator): boolean =>
  statusOf(conditions, 'Available') === 'True' &&
  (statusOf(conditions, 'Progressing') ?? 'False') === 'False' &&
  (statusOf(conditions, 'Degraded') ?? 'False') === 'False';

/** The names among `wanted` that are absent or not available, in the order of `wanted`. */
export const unavailable = (operators: readonly ClusterOperator[], wanted: readonly string[]): string[] =>
  wanted.filter((name) => !operators.some((operator) => operator.name === name && isAvailable(operator)));

/** What an operator that is not available says about itself, for logs. */
export function reasonOf({ conditions }: ClusterOperator): string {
  const told = conditions.find(
    ({ type, status }) => (type === 'Available' && status !== 'True') || (type === 'Degraded' && status === 'True'),
  );
  const condition = told ?? conditions.find(({ type, status }) => type === 'Progressing' && status === 'True');
  return condition?.message ?? condition?.reason ?? 'says nothing';
}

/** The first installation is complete and the cluster can be used. */
export const isInstalled = ({ conditions, history }: ClusterVersion): boolean =>
  statusOf(conditions, 'Available') === 'True' && history.some(({ state }) => state === 'Completed');

/** Machines that will never become nodes, by themselves. */
export const failedMachines = (machines: readonly Machine[]): { name: string; message: string }[] =>
  machines
    .filter(({ phase }) => phase === 'Failed')
    .map(({ name, errorMessage, errorReason }) => ({
      name,
      message: errorMessage ?? errorReason ?? 'the machine says no reason',
    }));

export const isInactive = (set: ControlPlaneMachineSet | undefined): boolean => set?.state !== 'Active';
