import { at, conditionOf, type KubeObject, listAt, textAt } from './object.ts';

/** A column of a server-side table (meta.k8s.io/v1 Table). */
export interface Column {
  name: string;
  type: 'string' | 'integer' | 'date';
  /** 0 is always shown, 1 with `-o wide`. */
  priority: number;
  cell(object: KubeObject, now: number): unknown;
}

export const column = (
  name: string,
  cell: (object: KubeObject, now: number) => unknown,
  priority = 0,
  type: Column['type'] = 'string',
): Column => ({ name, type, priority, cell });

/** Whole units, as `kubectl` prints ages. */
export function age(since: string, now: number): string {
  const seconds = Math.max(0, Math.floor((now - Date.parse(since)) / 1_000));
  if (Number.isNaN(seconds)) return '<unknown>';
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7_200) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3_600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}

export const nameColumn = column('Name', ({ metadata }) => metadata.name);
export const ageColumn = column('Age', ({ metadata }, now) => age(metadata.creationTimestamp ?? '', now));

const status = (type: string) => (object: KubeObject) => conditionOf(object, type)?.status ?? '';
const text =
  (...path: (string | number)[]) =>
  (object: KubeObject) =>
    textAt(object, ...path);
const count =
  (...path: (string | number)[]) =>
  (object: KubeObject) =>
    at(object, ...path) ?? 0;
const since = (type: string) => (object: KubeObject, now: number) =>
  age(conditionOf(object, type)?.lastTransitionTime ?? '', now);

/** Of a node, by its labels. */
export const rolesOf = ({ metadata }: KubeObject) =>
  Object.keys(metadata.labels ?? {})
    .filter((label) => label.startsWith('node-role.kubernetes.io/'))
    .map((label) => label.slice('node-role.kubernetes.io/'.length))
    .sort()
    .join(',') || '<none>';

const addressOf = (object: KubeObject, type: string) =>
  textAt(
    listAt(object, 'status', 'addresses').find((one) => textAt(one, 'type') === type),
    'address',
  ) || '<none>';

const ports = (object: KubeObject) =>
  listAt(object, 'spec', 'ports')
    .map((port) => {
      const node = textAt(port, 'nodePort');
      return `${textAt(port, 'port')}${node === '' ? '' : `:${node}`}/${textAt(port, 'protocol') || 'TCP'}`;
    })
    .join(',') || '<none>';

const keys = (object: KubeObject) => Object.keys((at(object, 'data') as object | undefined) ?? {}).length;

/** What the real servers print between name and age, by kind; a kind that is not here has these two alone. */
export const columnsOf: Readonly<Record<string, Column[]>> = {
  Namespace: [column('Status', text('status', 'phase'))],
  ConfigMap: [column('Data', keys)],
  Secret: [column('Type', text('type')), column('Data', keys)],
  Node: [
    column('Status', (object) => (conditionOf(object, 'Ready')?.status === 'True' ? 'Ready' : 'NotReady')),
    column('Roles', rolesOf),
    ageColumn,
    column('Version', text('status', 'nodeInfo', 'kubeletVersion')),
    column('Internal-IP', (object) => addressOf(object, 'InternalIP'), 1),
    column('External-IP', (object) => addressOf(object, 'ExternalIP'), 1),
    column('OS-Image', text('status', 'nodeInfo', 'osImage'), 1),
    column('Kernel-Version', text('status', 'nodeInfo', 'kernelVersion'), 1),
    column('Container-Runtime', text('status', 'nodeInfo', 'containerRuntimeVersion'), 1),
  ],
  Service: [
    column('Type', text('spec', 'type')),
    column('Cluster-IP', text('spec', 'clusterIP')),
    column('External-IP', (object) => textAt(object, 'status', 'loadBalancer', 'ingress', 0, 'ip') || '<none>'),
    column('Port(s)', ports),
  ],
  ClusterVersion: [
    column('Version', text('status', 'history', 0, 'version')),
    column('Available', status('Available')),
    column('Progressing', status('Progressing')),
    column('Since', since('Progressing')),
    column('Status', (object) => conditionOf(object, 'Progressing')?.message ?? ''),
  ],
  ClusterOperator: [
    column('Version', (object) =>
      textAt(
        listAt(object, 'status', 'versions').find((one) => textAt(one, 'name') === 'operator'),
        'version',
      ),
    ),
    column('Available', status('Available')),
    column('Progressing', status('Progressing')),
    column('Degraded', status('Degraded')),
    column('Since', since('Available')),
    column('Message', (object) => conditionOf(object, 'Progressing')?.message ?? ''),
  ],
  Machine: [
    column('Phase', text('status', 'phase')),
    column('Type', text('spec', 'providerSpec', 'value', 'vmSize')),
    column('Region', text('spec', 'providerSpec', 'value', 'location')),
    column('Zone', text('spec', 'providerSpec', 'value', 'zone')),
    ageColumn,
    column('Node', text('status', 'nodeRef', 'name'), 1),
    column('ProviderID', text('spec', 'providerID'), 1),
  ],
  MachineSet: [
    column('Desired', count('spec', 'replicas')),
    column('Current', count('status', 'replicas')),
    column('Ready', count('status', 'readyReplicas')),
    column('Available', count('status', 'availableReplicas')),
  ],
  ControlPlaneMachineSet: [
    column('Desired', count('spec', 'replicas')),
    column('Current', count('status', 'replicas')),
    column('Ready', count('status', 'readyReplicas')),
    column('Updated', count('status', 'updatedReplicas')),
    column('Unavailable', count('status', 'unavailableReplicas')),
    column('State', text('spec', 'state')),
  ],
};
