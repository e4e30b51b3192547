import { type Json } from '../../arm/model/json.ts';
import { type Assets } from '../boot/assets.ts';
import { kindOf } from '../kubernetes/kinds.ts';
import { type KubeObject } from '../kubernetes/object.ts';
import { type Objects } from '../kubernetes/objects.ts';
import { seedCredentials } from './credentials.ts';
import { operatorNames } from './operators.ts';

const namespaces = [
  'default',
  'kube-node-lease',
  'kube-public',
  'kube-system',
  'openshift',
  'openshift-authentication',
  'openshift-cloud-controller-manager',
  'openshift-cloud-credential-operator',
  'openshift-config',
  'openshift-config-managed',
  'openshift-console',
  'openshift-image-registry',
  'openshift-ingress',
  'openshift-ingress-operator',
  'openshift-machine-api',
  'openshift-machine-config-operator',
];

const of = (apiVersion: string, kind: string, name: string, spec: Json = {}, namespace?: string): KubeObject => ({
  apiVersion,
  kind,
  metadata: { name, ...(namespace === undefined ? {} : { namespace }) },
  spec,
});

/** What the operators of a release make by themselves, unless a manifest brings it. */
const defaults = ({ domain }: Assets): KubeObject[] => [
  of('config.openshift.io/v1', 'APIServer', 'cluster', { audit: { profile: 'Default' } }),
  of('config.openshift.io/v1', 'Console', 'cluster'),
  of('config.openshift.io/v1', 'OAuth', 'cluster'),
  of('config.openshift.io/v1', 'OperatorHub', 'cluster'),
  of('operator.openshift.io/v1', 'Console', 'cluster', { managementState: 'Managed' }),
  of('operator.openshift.io/v1', 'KubeAPIServer', 'cluster', { managementState: 'Managed' }),
  of('operator.openshift.io/v1', 'KubeControllerManager', 'cluster', { managementState: 'Managed' }),
  of(
    'operator.openshift.io/v1',
    'IngressController',
    'default',
    { domain: `apps.${domain}` },
    'openshift-ingress-operator',
  ),
  of('imageregistry.operator.openshift.io/v1', 'Config', 'cluster', { managementState: 'Managed', replicas: 2 }),
  of('samples.operator.openshift.io/v1', 'Config', 'cluster', { managementState: 'Managed' }),
  ...operatorNames.map((name) => of('config.openshift.io/v1', 'ClusterOperator', name)),
];

/** Makes what the API shows when it answers for the first time: every manifest of the ignition, and the defaults. */
export function seed(objects: Objects, assets: Assets): void {
  const create = (object: KubeObject): void => {
    const kind = kindOf(object.apiVersion, object.kind);
    if (!kind) return;
    const { name } = object.metadata;
    const { namespace, creationTimestamp: _none, ...rest } = object.metadata;
    if (objects.get(kind, namespace, name)) return;
    if (kind.namespaced && namespace !== undefined) create(namespaceOf(namespace));
    const metadata = { ...rest, ...(kind.namespaced && namespace !== undefined ? { namespace } : {}) };
    objects.create({ ...object, metadata });
  };
  objects.transaction(() => {
    for (const name of namespaces) create(namespaceOf(name));
    for (const { object } of assets.manifests) create(withFinalizer(object));
    for (const object of defaults(assets)) create(object);
    seedCredentials(objects);
  });
}

const namespaceOf = (name: string): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
  status: { phase: 'Active' },
});

export const machineFinalizer = 'machine.machine.openshift.io';

/** The machine API does not let a Machine go before its virtual machine. */
const withFinalizer = (object: KubeObject): KubeObject =>
  object.kind === 'Machine' ? { ...object, metadata: { ...object.metadata, finalizers: [machineFinalizer] } } : object;
