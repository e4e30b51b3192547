import { type V1Node, type V1Service } from '@kubernetes/client-node';
import {
  type ClusterOperator,
  type ClusterVersion,
  type Condition,
  type ControlPlaneMachineSet,
  type Machine,
  type MachineSet,
  type Node,
  type RouterService,
} from './objects.ts';
import { machineRoleLabel } from './kinds.ts';

/** An object as the API gave it. A member of another type than we know counts as absent. */
export type Raw = Record<string, unknown>;

export const object = (value: unknown): Raw =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Raw) : {};
export const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const number = (value: unknown, absent: number): number => (typeof value === 'number' ? value : absent);
const list = (value: unknown): Raw[] => (Array.isArray(value) ? value.map(object) : []);

/** Members of a list that have a text, without those that are empty. */
const texts = <K extends string>(of: Raw, names: readonly K[]): Partial<Record<K, string>> =>
  Object.fromEntries(names.flatMap((name) => (text(of[name]) === '' ? [] : [[name, text(of[name])]]))) as Partial<
    Record<K, string>
  >;

export const items = (value: unknown): Raw[] => list(object(value)['items']);
const nameOf = (raw: Raw) => text(object(raw['metadata'])['name']);

const conditions = (value: unknown): Condition[] =>
  list(value).map((condition) => ({
    type: text(condition['type']),
    status: text(condition['status']) as Condition['status'],
    ...texts(condition, ['reason', 'message']),
  }));

export const toClusterOperator = (raw: Raw): ClusterOperator => ({
  name: nameOf(raw),
  conditions: conditions(object(raw['status'])['conditions']),
});

export function toClusterVersion(raw: Raw): ClusterVersion {
  const [spec, status] = [object(raw['spec']), object(raw['status'])];
  return {
    clusterId: text(spec['clusterID']),
    channel: text(spec['channel']),
    upstream: text(spec['upstream']),
    conditions: conditions(status['conditions']),
    history: list(status['history']).map((one) => ({ state: text(one['state']), version: text(one['version']) })),
  };
}

export function toMachine(raw: Raw): Machine {
  const status = object(raw['status']);
  const node = text(object(status['nodeRef'])['name']);
  return {
    name: nameOf(raw),
    role: text(object(object(raw['metadata'])['labels'])[machineRoleLabel]),
    ...texts(status, ['phase', 'errorReason', 'errorMessage']),
    ...(node !== '' && { node }),
  };
}

export function toMachineSet(raw: Raw): MachineSet {
  const spec = object(raw['spec']);
  const template = object(spec['template']);
  const value = object(object(object(template['spec'])['providerSpec'])['value']);
  const disk = object(value['osDisk']);
  const diskEncryptionSetId = text(object(object(disk['managedDisk'])['diskEncryptionSet'])['id']);
  return {
    name: nameOf(raw),
    role: text(object(object(template['metadata'])['labels'])[machineRoleLabel]),
    replicas: number(spec['replicas'], 1),
    vmSize: text(value['vmSize']),
    diskSizeGB: number(disk['diskSizeGB'], 0),
    subnet: {
      resourceGroup: text(value['networkResourceGroup']),
      network: text(value['vnet']),
      name: text(value['subnet']),
    },
    encryptionAtHost: object(value['securityProfile'])['encryptionAtHost'] === true,
    ...(diskEncryptionSetId !== '' && { diskEncryptionSetId }),
  };
}

export const toControlPlaneMachineSet = (raw: Raw): ControlPlaneMachineSet => ({
  state: object(raw['spec'])['state'] === 'Active' ? 'Active' : 'Inactive',
});

const rolePrefix = 'node-role.kubernetes.io/';

export const toNode = ({ metadata, status }: V1Node): Node => ({
  name: metadata?.name ?? '',
  roles: Object.keys(metadata?.labels ?? {})
    .filter((label) => label.startsWith(rolePrefix))
    .map((label) => label.slice(rolePrefix.length)),
  ready: (status?.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True'),
});

export const toRouterService = ({ metadata, status }: V1Service): RouterService => ({
  addresses: (status?.loadBalancer?.ingress ?? []).flatMap(({ ip }) => ip ?? []),
  internal: metadata?.annotations?.['service.beta.kubernetes.io/azure-load-balancer-internal'] === 'true',
});
