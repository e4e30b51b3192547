import { allInAzure } from './left-behind.ts';
import { seenIn } from './installed.ts';
import { type World } from './world.ts';

/** A resource, an assignment, a group, a deployment or a blob, as text in which nothing is made up. */
export type Described = string;

interface Found {
  id: string;
  [member: string]: unknown;
}

/**
 * When something was written, and with which version, differs between any two runs; so does what machines are started
 * with, which holds certificates, and which passwords a registry's token has: after a takeover the plan makes the other.
 */
const differing = new Set([
  'etag',
  'createdTime',
  'changedTime',
  'createdOn',
  'updatedOn',
  'creationTime',
  'passwords',
  'customData',
  'linkIdentifier',
]);

/** Everything there is in both subscriptions, with its bodies. */
export async function findAll(world: World): Promise<Found[]> {
  const { subscriptionId, rp } = world.endpoints;
  const seen = seenIn(world);
  const subscription = `/subscriptions/${subscriptionId}`;
  const resources = [subscriptionId, rp.subscriptionId].flatMap((one) =>
    world.azure.arm.view.children(`/subscriptions/${one}`),
  );
  const assignments = await seen.list(`${subscription}/providers/Microsoft.Authorization/roleAssignments`);
  const groups = await seen.list(`${subscription}/resourceGroups`);
  const deployments = await Promise.all(
    groups.map(async ({ id }) =>
      (await seen.list(`${id}/providers/Microsoft.Resources/deployments`)).map((one) => ({
        id: one.id,
        state: one.properties['provisioningState'],
      })),
    ),
  );
  const blobs = [...(await allInAzure(world))]
    .filter((one) => one.startsWith(rp.installerOutput))
    .map((one) => ({ id: one.slice(rp.installerOutput.lastIndexOf('/')) }));
  return [...resources, ...assignments, ...groups, ...deployments.flat(), ...blobs] as Found[];
}

/**
 * What of it was not there before, or was otherwise. Names and addresses that are made up are numbered in the order in
 * which they come, so that a second set of names is seen, and an address that is another than elsewhere; the lists of
 * two lives of clusters are equal when the same was made.
 */
export function describeNew(before: readonly Found[], all: readonly Found[], clusterName: string): Described[] {
  const known = new Set(before.map((one) => textOf(one)));
  const constant = new Set([...known].flatMap((text) => text.match(guid) ?? []));
  const isConstant = (name: string) => constant.has(name);
  return numbered(
    all.map((one) => textOf(one)).filter((text) => !known.has(text)),
    clusterName,
    isConstant,
  );
}

const textOf = ({ id, ...body }: Found): string =>
  `${id} ` +
  JSON.stringify(body, (member: string, value: unknown) => (differing.has(member) ? undefined : sorted(value)));

const sorted = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)))
    : value;

const guid = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

/** GUIDs but those of roles, hashes, addresses, ports of nodes, and keys of machines and accounts. */
const madeUp =
  /(?<=ssh-rsa )[A-Za-z0-9+/=]+|(?<="value":")[A-Za-z0-9+/=]{80,}|(?<="port":)3\d{4}\b|(?<!roleDefinitions\/)\b[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\ba?[0-9a-f]{31,32}\b|\b\d+\.\d+\.\d+\.\d+\b(?!\/)/g;

/** The installer's name of the cluster, of its accounts, and of a worker. */
const named = [/(?<=~)-[a-z0-9]{5}(?=[-/_" ])/g, /(?<=\b(cluster|imageregistry))[a-z0-9]{10}\b/g];
const worker = /(?<=-worker-[a-z]+[123]?)-[a-z0-9]{5}(?=[-/_" ])/g;

function numbered(texts: readonly string[], clusterName: string, isConstant: (name: string) => boolean): Described[] {
  const own = texts.map((text) => text.replaceAll(clusterName, '~'));
  const replaced = (text: string, by: (name: string) => string) =>
    [...named, worker, madeUp].reduce(
      (all, pattern) => all.replaceAll(pattern, (name) => (isConstant(name) ? name : by(name))),
      text,
    );
  const keyed = Map.groupBy(own, (text) => replaced(text, () => '<>'));
  const numbers = new Map<string, number>();
  const numberOf = (name: string) => {
    if (!numbers.has(name)) numbers.set(name, numbers.size + 1);
    return `<${numbers.get(name)}>`;
  };
  const known = (text: string) => replaced(text, (name) => (numbers.has(name) ? numberOf(name) : '<>'));
  const keys = [...keyed.keys()].sort();
  // What is alike but for its names comes last, when most of them have their numbers.
  const alone = keys.filter((key) => keyed.get(key)?.length === 1);
  const alike = keys.filter((key) => keyed.get(key)?.length !== 1);
  const first = alone.flatMap((key) => keyed.get(key) ?? []).map((text) => replaced(text, numberOf));
  const last = alike
    .flatMap((key) => (keyed.get(key) ?? []).sort((one, other) => (known(one) < known(other) ? -1 : 1)))
    .map((text) => replaced(text, numberOf));
  return [...first, ...last].sort();
}
