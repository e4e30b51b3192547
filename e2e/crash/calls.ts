import { documentId, parseResourceId } from '@aro-rp/api';
import { type ActivityRecord, type Endpoints, type FaultRule } from '@aro-rp/local-azure';

/** A cluster by what its resources are named after and nothing else is. */
export interface Named {
  name: string;
  /** Of its document, after which what the service keeps for it is named. */
  document: string;
}

export function namedBy(id: string): Named {
  const parsed = parseResourceId(id);
  if (!parsed) throw new Error(`no cluster: ${id}`);
  return { name: parsed.name.toLowerCase(), document: documentId(parsed) };
}

/**
 * One outward call of a cluster's life: the n-th of its method and path, where the path says `{infra}` and the like in
 * place of what is different for every cluster, so that the same call is known in another one's life.
 */
export interface Call {
  service: 'arm' | 'blob' | 'openshift';
  method: string;
  /** Lower case, without the query; with the host before it on `openshift`. */
  path: string;
  nth: number;
}

export const sentence = ({ service, method, path, nth }: Call): string => `${service} ${method} ${path} #${nth}`;
export const isRead = ({ method }: Pick<Call, 'method'>): boolean => method === 'GET' || method === 'HEAD';

const guid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}';
const madeUp: Record<string, string> = { infra: '', suffix: '[a-z0-9]{10}', five: '[a-z0-9]{5}', guid, any: '[^/?]*' };
/** Local Azure's subscriptions. */
const isSubscription = (id: string) => id.startsWith('00000000-0000-4000-8000-');

/** A text about one cluster, said of any; lower case. */
export function aboutAny(text: string, { name, document }: Named): string {
  return text
    .toLowerCase()
    .replaceAll(new RegExp(`${name}-[a-z0-9]{5}(?![a-z0-9])`, 'g'), '{infra}')
    .replaceAll(/(\{infra\}-worker-[a-z]+\d?)-[a-z0-9]{5}(?![a-z0-9])/g, '$1-{five}')
    .replaceAll(name, '{name}')
    .replaceAll(document, '{document}')
    .replaceAll(/(?<![a-z])(cluster|imageregistry)[a-z0-9]{10}(?![a-z0-9])/g, '$1{suffix}')
    .replaceAll(new RegExp(guid, 'g'), (id) => (isSubscription(id) ? id : '{guid}'));
}

/** Reads of one kind of resource are of one kind, whichever machine's disk it is. */
const kindOf = (method: string, path: string): string =>
  isRead({ method }) ? path.replaceAll(/\{infra\}[^/]*/g, '{any}') : path;

type Made = Omit<Call, 'nth'>;

/** What the service's own identities asked Azure Resource Manager for, apart from what Azure refused to write. */
export function armCalls(endpoints: Endpoints, records: readonly ActivityRecord[], cluster: Named): Made[] {
  const identities = ['backend', 'resource-provider'].map((name) => endpoints.identities[name]?.clientId);
  return records
    .filter(({ caller, deployment }) => deployment === undefined && identities.includes(caller))
    .filter(({ method, status = 500 }) => isRead({ method }) || status < 400)
    .map(({ method, path }) => ({ service: 'arm', method, path: kindOf(method, aboutAny(path, cluster)) }));
}

/**
 * What the installer asks for, which nobody else does: as the cluster's own principal, before anything is made with what
 * it says.
 */
export function installerCalls(records: readonly ActivityRecord[], principal: string, cluster: Named): Call[] {
  const until = records.findIndex(({ method, path }) => method === 'PUT' && path.endsWith('/deployments/base'));
  const calls = records.slice(0, until);
  const others = new Set(calls.filter(({ caller }) => caller !== principal).map(({ path }) => path));
  return calls
    .filter(({ caller, path }) => caller === principal && !others.has(path) && !path.endsWith('/permissions'))
    .map(({ method, path }) => ({ service: 'arm', method, path: aboutAny(path, cluster), nth: 1 }));
}

/** The same of another service, from what a fault rule has met. The cluster's storage is read by its machines alone. */
export const otherCalls = (service: 'blob' | 'openshift', requests: readonly string[], cluster: Named): Made[] =>
  requests
    .map((request) => {
      const [method = '', url = ''] = request.split(' ');
      const path = aboutAny(url.split('?')[0] ?? '', cluster);
      return { service, method, path: kindOf(method, path) };
    })
    .filter((call) => !(service === 'blob' && isRead(call) && call.path.includes('{suffix}')));

/**
 * The calls at which a process is to die: every write, and of each kind of read the first and the last. What is asked
 * again and again until something has happened has no last one that is the same in every life: there it is the third.
 */
export function chosen(made: readonly Made[]): Call[] {
  const counts = new Map<string, number>();
  const calls = made.map((one) => {
    const kind = `${one.service} ${one.method} ${one.path}`;
    const nth = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, nth);
    return { kind, call: { ...one, nth } };
  });
  const isLast = (kind: string, nth: number) => nth === Math.min(counts.get(kind) ?? 0, 3);
  return calls
    .filter(({ kind, call }) => !isRead(call) || call.nth === 1 || isLast(kind, call.nth))
    .map(({ call }) => call);
}

/** What meets this call when this cluster makes it. */
export function ruleOf({ service, method, path, nth }: Call, { name, document }: Named): Omit<FaultRule, 'action'> {
  const known: Record<string, string> = { ...madeUp, name, document, infra: `${name}-[a-z0-9]{5}` };
  const pattern = (text: string) =>
    text
      .replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`)
      .replaceAll(String.raw`\*`, String.raw`(?:\*|%2A)`)
      .replaceAll(/\{(\w+)\}/g, (_, word: string) => known[word] ?? word);
  const host = service === 'openshift' ? path.split('/')[0] : undefined;
  const place = host === undefined ? path : path.slice(host.length);
  return {
    ...{ service, method, nth },
    path: `^${pattern(place)}/?(\\?|$)`,
    ...(host !== undefined && { host: `^${pattern(host)}$` }),
  };
}
