import { type FaultAction, type LocalAzure } from '@aro-rp/local-azure';
import { type OutwardCall } from './outward-calls.ts';

/**
 * What befalls a call, and the n-th of the same writes, which is one of its own: `PUT … #2`. Those that were struck do
 * not count, so a repeat has the number of what it repeats.
 */
export type CallStrike = (call: OutwardCall) => FaultAction | undefined;

/** The services that a backend asks over the wire; its database is not one of them, and its keys are fetched before. */
const services = new Set(['arm', 'blob', 'entra', 'openshift']);
/** What a bootstrap machine reads by itself, and how machines sign in. */
const isMachines = (service: string, method: string, path: string) =>
  (service === 'blob' && method === 'GET' && path.includes('/bootstrap.ign')) ||
  (service === 'entra' && method === 'POST' && !path.includes('client-request-id='));

/** Names that are made up anew for each life of a cluster, in the order in which they are recognised. */
const madeUp: readonly [RegExp, string][] = [
  [/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '*'],
  [/~-[a-z0-9]{5}(?=[-/_]|$)/g, '~'],
  [/(~-worker-[a-z]+[123]?)-[a-z0-9]{5}/g, '$1-*'],
  [/\b(cluster|imageregistry)[a-z0-9]{10}(?=\/|$)/g, '$1*'],
];

/** The request's kind, of whichever cluster it is: in lower case, `~` for the cluster's names. */
export function kindOf(clusterName: string, service: string, method: string, place: string): OutwardCall {
  const [path = ''] = place.toLowerCase().split('?');
  const own = path.replaceAll(clusterName.toLowerCase(), '~');
  const named = madeUp.reduce((text, [pattern, name]) => text.replaceAll(pattern, name), own);
  return `${service === 'arm' ? '' : `${service} `}${method} ${named}`;
}

export const isWrite = (call: OutwardCall): boolean => /^([a-z]+ )?(PUT|POST|PATCH|DELETE) /.test(call);

/**
 * Every outward call of a local Azure in which one cluster lives at a time, so that none has to tell whose it is.
 * `begin` ends what was begun before, and starts to count anew.
 */
export function seeCalls(azure: LocalAzure): { begin(clusterName: string, strike: CallStrike): void; end(): void } {
  const asked = azure.faults.strike.bind(azure.faults);
  let current: { clusterName: string; strike: CallStrike; passed: Map<OutwardCall, number> } | undefined;
  azure.faults.strike = (service, method, path, origin, host = '') => {
    // What a deployment asks for, Azure asks for by itself.
    if (
      current !== undefined &&
      services.has(service) &&
      origin !== 'deployment' &&
      !isMachines(service, method, path)
    ) {
      const { clusterName, strike, passed } = current;
      const kind = kindOf(clusterName, service, method, `${host}${path}`);
      const before = passed.get(kind) ?? 0;
      const call = isWrite(kind) && before > 0 ? `${kind} #${before + 1}` : kind;
      const action = strike(call);
      if (action) return action;
      passed.set(kind, before + 1);
    }
    return asked(service, method, path, origin, host);
  };
  return {
    begin(clusterName, strike) {
      current = { clusterName, strike, passed: new Map() };
    },
    end() {
      current = undefined;
    },
  };
}
