import { type Endpoints } from '@aro-rp/local-azure';
import { servicePrincipalId } from '@aro-rp/start';
import { apiVersions } from '../../apps/backend/src/names.ts';
import { everything } from '../az/everything.ts';
import { type Customer } from '../harness/customer.ts';
import { aboutAny, type Named, namedBy } from './calls.ts';

/** A resource as Azure answers when it is asked for it. */
type Body = Record<string, unknown>;

/** What Azure has, said of any cluster. */
export interface Belonging {
  id: string;
  body: unknown;
}

/**
 * Everything in both subscriptions that belongs to the cluster, with its body, said of any cluster: in the order of the
 * ids, each as often as it is there. The cluster's own names are replaced, and those that the installer chose are
 * numbered, so that a second set of names shows. What differs by itself is replaced too: ETags, times, GUIDs, keys,
 * addresses, and the names that Azure and the cluster's own controllers make up.
 */
export async function belongings(customer: Customer, endpoints: Endpoints, cluster: string): Promise<Belonging[]> {
  const named = namedBy(customer.idOf(cluster));
  const clientId = await principalOf(customer, cluster);
  const principal = await servicePrincipalId(endpoints, clientId);
  const own = [named.name, named.document, clientId, principal].map((one) => one.toLowerCase());
  const isOwn = (text: string) => own.some((one) => text.toLowerCase().includes(one));
  // The name of a role assignment says nothing.
  const ids = (await everything(customer, endpoints))
    .filter((id) => isOwn(id) || /\/roleassignments\//i.test(id))
    .filter((id) => !/\/openshiftclusters\//i.test(id));
  const found = await Promise.all(ids.map(async (id) => JSON.stringify({ id, body: await bodyOf(customer, id) })));
  const numbers = new Map<string, string>();
  return found
    .filter(isOwn)
    .map((text) => text.toLowerCase())
    .toSorted()
    .map((text) => aboutAny(numbered(text, named, numbers), named))
    .map((text) => JSON.parse(withoutChance(text), sortedReferences) as Belonging)
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

/** The application that the cluster is created with. */
export async function principalOf(customer: Customer, cluster: string): Promise<string> {
  const { properties } = (await customer.bodyOf(cluster)) as { properties: Body };
  return (properties['servicePrincipalProfile'] as { clientId: string }).clientId;
}

/** `~1` for the first name that the installer chose, `~2` for another. */
const numbered = (text: string, { name }: Named, numbers: Map<string, string>): string =>
  text.replaceAll(new RegExp(`${name}-[a-z0-9]{5}(?![a-z0-9])`, 'g'), (infra) => {
    const number = numbers.get(infra) ?? `~${numbers.size + 1}`;
    numbers.set(infra, number);
    return number;
  });

const chance: [what: RegExp, instead: string][] = [
  [/"(etag|macaddress|linkidentifier|keydata)":"(?:[^"\\]|\\.)*"/g, '"$1":"-"'],
  [/\d{4}-\d\d-\d\dt\d\d:\d\d:\d\d(\.\d+)?z/g, '{time}'],
  // A range is what was asked for; an address is the next free one.
  [/\b\d{1,3}(\.\d{1,3}){3}\b(?!\/)/g, '{address}'],
  [/(~\d+-worker-[a-z]+\d?)-[a-z0-9]{5}(?![a-z0-9])/g, '$1-{five}'],
  [/\ba[0-9a-f]{31}\b/g, '{service}'],
  [/(?<=rp-pe-vnet-)\d{3}/g, '{shard}'],
  // A password that was made and not recorded stays until its turn to be renewed: the plan makes the other one then.
  [/"passwords":\[[^\]]*\]/g, '"passwords":"-"'],
  [/"port":3[0-2]\d{3}\b/g, '"port":"{node port}"'],
];
const withoutChance = (text: string): string =>
  chance.reduce((left, [what, instead]) => left.replaceAll(what, instead), text);

/** Who refers to a resource is no matter of order; what stands first in a list of its parts may be. */
function sortedReferences(_: string, value: unknown): unknown {
  if (!Array.isArray(value) || !value.every((one) => Object.keys(Object(one)).join() === 'id')) return value;
  return (value as { id: string }[]).toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

async function bodyOf(customer: Customer, id: string): Promise<Body | undefined> {
  // A blob: what is in it is sealed.
  if (!id.startsWith('/')) return undefined;
  const { status, body } = await customer.call('GET', `${id}?api-version=${versionOf(id)}`);
  if (status === 404) return undefined;
  if (status !== 200) throw new Error(`${id}: ${status} ${JSON.stringify(body)}`);
  return body;
}

function versionOf(id: string): string {
  const type = id.toLowerCase().split('/providers/').at(-1) ?? '';
  const found = versions.find(([prefix]) => type.startsWith(prefix));
  return found?.[1] ?? apiVersions.providers;
}

const versions: [prefix: string, version: string][] = [
  ['microsoft.network/privatednszones', apiVersions.privateDns],
  ['microsoft.network/dnszones', '2018-05-01'],
  ['microsoft.network', apiVersions.network],
  ['microsoft.compute/disks', apiVersions.disks],
  ['microsoft.compute', apiVersions.compute],
  ['microsoft.storage', apiVersions.storage],
  ['microsoft.authorization', apiVersions.authorization],
  ['microsoft.containerregistry', apiVersions.containerRegistry],
  ['microsoft.managedidentity', apiVersions.managedIdentity],
];
