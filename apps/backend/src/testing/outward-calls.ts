import { type ResourceId } from '@aro-rp/api';
import { type ActivityRecord, type FaultAction, type Faults, type LocalAzure } from '@aro-rp/local-azure';
import { refOf } from '@aro-rp/testing';

/**
 * One kind of request: `METHOD PATH` of Azure Resource Manager, `SERVICE METHOD PATH` of another service, the path in
 * lower case, with `~` where the cluster's own names stand, so that the same request is known of another cluster.
 */
export type OutwardCall = string;

/** What names the cluster, and what its resources are named after; the longest first. */
function namesOf(azure: LocalAzure, id: ResourceId): string[] {
  const group = `/subscriptions/${id.subscriptionId}/resourcegroups/managed-${id.name}/`;
  const resources = azure.arm.view.ofType(undefined, 'Microsoft.Storage/storageAccounts');
  const suffixes = resources
    .filter((one) => one.id.toLowerCase().startsWith(group))
    .map(({ name }) => name.replace(/^(cluster|imageregistry)/, ''));
  const infra = azure.arm.view
    .ofType(undefined, 'Microsoft.Network/loadBalancers')
    .filter((one) => one.id.toLowerCase().startsWith(group))
    .map(({ name }) => name.replace(/-internal$/, ''));
  return [refOf(id).id, ...new Set(suffixes), ...new Set(infra), id.name].map((name) => name.toLowerCase());
}

export function outwardCall(azure: LocalAzure, id: ResourceId, method: string, path: string): OutwardCall {
  const [place = ''] = path.toLowerCase().split('?');
  const own = namesOf(azure, id).reduce((text, name) => text.replaceAll(name, '~'), place);
  // The installer's name for the cluster is not in Azure before the first resource that has it.
  const named = own
    .replaceAll(/~-([0-9a-f]{8}-[0-9a-f-]{27}|[a-z0-9]{5}(?=[-/_]|$))/g, '~')
    .replaceAll(/~-worker-[a-z]+[123]?-[a-z0-9]{5}/g, '~-worker-*')
    .replaceAll(/\.nic\.[0-9a-f-]{36}/g, '.nic.*');
  return `${method} ${named.replaceAll(/roleassignments\/[0-9a-f-]{36}/g, 'roleassignments/*')}`;
}

/** Each kind of request of the records, once, in the order of its first. */
export const callsOf = (azure: LocalAzure, id: ResourceId, records: readonly ActivityRecord[]): OutwardCall[] => [
  ...new Set(records.map(({ method, path }) => outwardCall(azure, id, method, path))),
];

/** What befalls the requests about one cluster. Asked for each that is about it; `call` is its kind. */
export type Strike = (call: OutwardCall) => FaultAction | undefined;

/** A storage account is named after its cluster in a way of its own. */
const isAbout = (azure: LocalAzure, id: ResourceId, service: string, place: string): boolean =>
  place.includes(id.name.toLowerCase()) ||
  place.includes(refOf(id).id) ||
  (service === 'blob' && namesOf(azure, id).some((name) => place.includes(name)));

/** Services other than Azure Resource Manager whose requests tell which cluster they are about. */
const others = new Set(['openshift', 'blob']);

/** Faults by cluster: requests about others are not touched. */
export function strikeClusters(azure: LocalAzure): { set(id: ResourceId, strike: Strike | undefined): void } {
  const strikes = new Map<string, { id: ResourceId; strike: Strike }>();
  const faults: Faults = azure.faults;
  const asked = faults.strike.bind(faults);
  faults.strike = (service, method, path, origin, host = '') => {
    // What a deployment asks for, Azure asks for by itself.
    if ((service === 'arm' && origin !== 'deployment') || others.has(service)) {
      const place = `${host}${path}`.toLowerCase();
      const prefix = service === 'arm' ? '' : `${service} `;
      for (const { id, strike } of strikes.values())
        if (isAbout(azure, id, service, place)) {
          const action = strike(`${prefix}${outwardCall(azure, id, method, path)}`);
          if (action) return action;
        }
    }
    return asked(service, method, path, origin, host);
  };
  return {
    set(id, strike) {
      if (strike) strikes.set(id.key, { id, strike });
      else strikes.delete(id.key);
    },
  };
}
