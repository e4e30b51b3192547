import { type Json } from '../../arm/model/json.ts';
import { apiVersionOf, type Kind, kinds } from './kinds.ts';

const verbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];

/** What a path of discovery answers (Kubernetes API concepts, "Discovery API"), or undefined when it is none. */
export function discover(path: string): Json | undefined {
  if (path === '/api')
    return {
      kind: 'APIVersions',
      versions: ['v1'],
      serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: '' }],
    };
  if (path === '/apis') return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups().map(describe) };
  const [root, group = '', version] = path.split('/').slice(1);
  if (root === 'api' && path === `/api/${group}`) return resources('', group);
  if (root !== 'apis' || !groups().includes(group)) return undefined;
  if (path === `/apis/${group}`) return { kind: 'APIGroup', apiVersion: 'v1', ...describe(group) };
  return version !== undefined && path === `/apis/${group}/${version}` ? resources(group, version) : undefined;
}

const groups = (): string[] => [...new Set(kinds.map(({ group }) => group))].filter((group) => group !== '');

function describe(name: string): Json {
  const versions = [...new Set(kinds.filter(({ group }) => group === name).map(({ version }) => version))].map(
    (version) => ({ groupVersion: `${name}/${version}`, version }),
  );
  return { name, versions, preferredVersion: versions[0] };
}

function resources(group: string, version: string): Json | undefined {
  const served = kinds.filter((one) => one.group === group && one.version === version);
  if (served.length === 0) return undefined;
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: apiVersionOf({ group, version }),
    resources: served.flatMap((kind) => [resource(kind), ...subresources(kind)]),
  };
}

const resource = ({ resource: name, kind, namespaced, shortNames }: Kind): Json => ({
  name,
  singularName: kind.toLowerCase(),
  namespaced,
  kind,
  verbs,
  ...(shortNames === undefined ? {} : { shortNames }),
});

function subresources({ resource: name, kind, namespaced, hasStatus, scalable }: Kind): Json[] {
  const some = { singularName: '', namespaced, verbs: ['get', 'patch', 'update'] };
  return [
    ...(hasStatus ? [{ ...some, name: `${name}/status`, kind }] : []),
    ...(scalable ? [{ ...some, name: `${name}/scale`, kind: 'Scale', group: 'autoscaling', version: 'v1' }] : []),
  ];
}
