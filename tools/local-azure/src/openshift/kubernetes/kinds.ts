/** A resource that the API serves. */
export interface Kind {
  /** Empty for the core group. */
  group: string;
  version: string;
  kind: string;
  /** Plural, lower case, as in paths. */
  resource: string;
  namespaced: boolean;
  shortNames?: string[];
  /** Status is written below `/status` alone, and a change of anything else counts `generation` up. */
  hasStatus: boolean;
  /** Has a `/scale` over `spec.replicas`. */
  scalable?: boolean;
}

const plural = (kind: string): string => {
  const lower = kind.toLowerCase();
  if (/(s|ss)$/.test(lower)) return lower.endsWith('dns') ? 'dnses' : lower.endsWith('ss') ? `${lower}es` : lower;
  return lower.endsWith('y') ? `${lower.slice(0, -1)}ies` : `${lower}s`;
};

const define =
  (group: string, version: string, defaults: Partial<Kind> = {}) =>
  (kind: string, rest: Partial<Kind> = {}): Kind => ({
    group,
    version,
    kind,
    resource: plural(kind),
    namespaced: false,
    hasStatus: true,
    ...defaults,
    ...rest,
  });

const core = define('', 'v1');
const data = { namespaced: true, hasStatus: false };
const config = define('config.openshift.io', 'v1');
const operator = define('operator.openshift.io', 'v1');
const machine = define('machine.openshift.io', 'v1beta1', { namespaced: true });

export const kinds: readonly Kind[] = [
  core('Namespace', { shortNames: ['ns'] }),
  core('Node', { shortNames: ['no'] }),
  core('ConfigMap', { ...data, shortNames: ['cm'] }),
  core('Secret', data),
  core('ServiceAccount', { ...data, shortNames: ['sa'] }),
  core('Event', { ...data, shortNames: ['ev'] }),
  core('Endpoints', { ...data, resource: 'endpoints', shortNames: ['ep'] }),
  core('Pod', { namespaced: true, shortNames: ['po'] }),
  core('Service', { namespaced: true, shortNames: ['svc'] }),
  define('coordination.k8s.io', 'v1')('Lease', data),
  config('APIServer'),
  config('Authentication'),
  config('Build'),
  config('ClusterOperator', { shortNames: ['co'] }),
  config('ClusterVersion'),
  config('Console'),
  config('DNS'),
  config('FeatureGate'),
  config('Image'),
  config('ImageDigestMirrorSet', { shortNames: ['idms'] }),
  config('Infrastructure'),
  config('Ingress', { resource: 'ingresses' }),
  config('Network'),
  config('OAuth'),
  config('OperatorHub'),
  config('Project'),
  config('Proxy', { resource: 'proxies' }),
  config('Scheduler'),
  operator('Authentication'),
  operator('CloudCredential'),
  operator('Console'),
  operator('DNS'),
  operator('Etcd'),
  operator('IngressController', { namespaced: true, scalable: true }),
  operator('KubeAPIServer'),
  operator('KubeControllerManager'),
  operator('KubeScheduler'),
  operator('Network'),
  operator('Storage'),
  define('imageregistry.operator.openshift.io', 'v1')('Config'),
  define('samples.operator.openshift.io', 'v1')('Config'),
  machine('Machine'),
  machine('MachineHealthCheck', { shortNames: ['mhc'] }),
  machine('MachineSet', { scalable: true }),
  define('cloudcredential.openshift.io', 'v1', { namespaced: true })('CredentialsRequest'),
  define('machine.openshift.io', 'v1', { namespaced: true })('ControlPlaneMachineSet', { scalable: true }),
  define('machineconfiguration.openshift.io', 'v1')('MachineConfig', { shortNames: ['mc'] }),
  define('machineconfiguration.openshift.io', 'v1')('MachineConfigPool', { shortNames: ['mcp'] }),
  define('oauth.openshift.io', 'v1')('OAuthAccessToken', { hasStatus: false }),
];

/** With the group, as manifests name it. */
export const apiVersionOf = ({ group, version }: Pick<Kind, 'group' | 'version'>): string =>
  group === '' ? version : `${group}/${version}`;

export const kindOf = (apiVersion: string, kind: string): Kind | undefined =>
  kinds.find((one) => one.kind === kind && apiVersionOf(one) === apiVersion);

/** @throws Error when it is not served: a mistake here, not of a caller */
export function requireKind(apiVersion: string, kind: string): Kind {
  const found = kindOf(apiVersion, kind);
  if (!found) throw new Error(`${apiVersion} ${kind} is not served`);
  return found;
}

export const isCustom = ({ group }: Kind): boolean => group.endsWith('.openshift.io');
