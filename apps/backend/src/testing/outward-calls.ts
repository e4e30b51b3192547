import { type ResourceId } from '@aro-rp/api';
import { type ActivityRecord, type FaultAction, type Faults, type LocalAzure } from '@aro-rp/local-azure';
import { refOf } from '@aro-rp/testing';

/**
 * One kind of request to Azure Resource Manager: `METHOD PATH` in lower case, with `~` where the cluster's own names
 * stand, so that the same request is known of another cluster.
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
  const named = own.replaceAll(/~-[a-z0-9]{5}(?=[-/_]|$)/g, '~');
  return `${method} ${named.replaceAll(/roleassignments\/[0-9a-f-]{36}/g, 'roleassignments/*')}`;
}

/** Each kind of request of the records, once, in the order of its first. */
export const callsOf = (azure: LocalAzure, id: ResourceId, records: readonly ActivityRecord[]): OutwardCall[] => [
  ...new Set(records.map(({ method, path }) => outwardCall(azure, id, method, path))),
];

/** What befalls the requests about one cluster. Asked for each that is about it; `call` is its kind. */
export type Strike = (call: OutwardCall) => FaultAction | undefined;

/** Faults by cluster: requests about others are not touched. */
export function strikeClusters(azure: LocalAzure): { set(id: ResourceId, strike: Strike | undefined): void } {
  const strikes = new Map<string, { id: ResourceId; strike: Strike }>();
  const faults: Faults = azure.faults;
  const asked = faults.strike.bind(faults);
  faults.strike = (service, method, path, origin) => {
    // What a deployment asks for, Azure asks for by itself.
    if (service !== 'arm' || origin === 'deployment') return asked(service, method, path, origin);
    const place = path.toLowerCase();
    for (const { id, strike } of strikes.values())
      if (place.includes(id.name.toLowerCase()) || place.includes(refOf(id).id)) {
        const action = strike(outwardCall(azure, id, method, path));
        if (action) return action;
      }
    return asked(service, method, path);
  };
  return {
    set(id, strike) {
      if (strike) strikes.set(id.key, { id, strike });
      else strikes.delete(id.key);
    },
  };
}
