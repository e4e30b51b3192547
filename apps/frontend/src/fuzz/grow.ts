import { resolve, type Schema, type Sown } from './documents.ts';
import { type Random } from './random.ts';

/** Where a body is grown, and what for. */
export interface Ground {
  random: Random;
  subscription: string;
  name: string;
  /** A secret that no answer may show, new in each call. */
  secret(): string;
  /** The share of its members that an object gets: 1 for a PUT, less for a PATCH. */
  share: number;
  /** Whether the cluster has managed identities in place of a service principal, where its version can say so. */
  identities: boolean;
}

type Leaf = (ground: Ground, parent: string) => unknown;

const subnet: Leaf = ({ subscription }, parent) =>
  `/subscriptions/${subscription}/resourceGroups/network/providers/Microsoft.Network/virtualNetworks/vnet/subnets/${parent}`;
const identity: Leaf = ({ subscription, random }) =>
  `/subscriptions/${subscription}/resourceGroups/identities/providers/Microsoft.ManagedIdentity/userAssignedIdentities/identity-${random.int(99)}`;

/** What a schema's `string` does not say; by member, in the object `parent`. */
const leaves: Readonly<Record<string, Leaf>> = {
  location: () => 'eastus',
  domain: ({ name, random }) => `${name.toLowerCase().replaceAll(/[^a-z0-9]/g, '')}${random.int(3)}`,
  version: ({ random }) => random.pick(['4.16.30', '4.18.5']),
  resourceGroupId: ({ subscription, name, random }) =>
    `/subscriptions/${subscription}/resourceGroups/aro-${name}-${random.int(4)}`,
  clientId: ({ random }) => (random.chance(0.1) ? '00000000-0000-4000-8000-000000000009' : random.uuid()),
  clientSecret: ({ secret }) => secret(),
  pullSecret: ({ secret }) =>
    JSON.stringify({
      auths: {
        'registry.example': {
          auth: Buffer.from(`usr${secret()}`).toString('base64'),
          email: `${secret()}@example.com`,
        },
      },
    }),
  podCidr: () => '10.128.0.0/14',
  serviceCidr: () => '172.30.0.0/16',
  vmSize: (_ground, parent) => (parent === 'masterProfile' ? 'Standard_D8s_v3' : 'Standard_D4s_v3'),
  subnetId: subnet,
  diskSizeGB: ({ random }) => random.pick([128, 256]),
  count: (_ground, parent) => (parent === 'managedOutboundIps' ? 1 : 3),
  name: (_ground, parent) => (parent === 'ingressProfiles' ? 'default' : 'worker'),
  visibility: ({ random }) => random.pick(['Public', 'Private']),
  softwareDefinedNetwork: () => 'OVNKubernetes',
  outboundType: () => 'Loadbalancer',
  preconfiguredNSG: () => 'Disabled',
  upgradeableTo: () => '4.18.5',
  resourceId: identity,
  type: () => 'UserAssigned',
};

/** What a valid body seldom has: what contradicts other members, and what the service sets. */
const seldom = new Set([
  'consoleProfile',
  'consoleUrl',
  'allocatedOutboundPorts',
  'workerProfilesStatus',
  'diskEncryptionSetId',
  'provisioningState',
  'upgradeableTo',
  'oidcIssuer',
  'systemData',
  'effectiveOutboundIps',
  'outboundIps',
  'outboundIpPrefixes',
  'url',
  'ip',
]);

const identityMembers = new Set(['identity', 'platformWorkloadIdentityProfile']);

/** A value of the schema, that mostly keeps the rules which no schema tells. */
export function grow(sown: Sown, ground: Ground, member = '', parent = ''): unknown {
  const { random } = ground;
  const { value: schema, file } = resolve(sown.schema, sown.file);
  const leaf = Object.hasOwn(leaves, member) ? leaves[member] : undefined;
  const inner = (each: Schema): Sown => ({ schema: each, file });
  if (schema.properties || schema.allOf) return Object.fromEntries(entriesOf(inner(schema), ground, member));
  if (leaf) return leaf(ground, parent);
  if (schema.enum) return random.pick(schema.enum);
  if (schema.type === 'array') return schema.items ? [grow(inner(schema.items), ground, member)] : [];
  if (schema.type === 'integer') return random.int(100);
  if (schema.type === 'boolean') return random.chance(0.5);
  if (typeof schema.additionalProperties === 'object') {
    const { additionalProperties } = schema;
    const key =
      member === 'userAssignedIdentities' ? String(identity(ground, '')) : random.pick(['ingress', 'key1', 'key2']);
    return { [key]: grow(inner(additionalProperties), ground, '', member) };
  }
  return schema.type === 'object' ? {} : `text ${random.int(1_000)}`;
}

function entriesOf(sown: Sown, ground: Ground, member: string): [string, unknown][] {
  const { random, share } = ground;
  const { value: schema, file } = resolve(sown.schema, sown.file);
  const inherited = (schema.allOf ?? []).flatMap((each) => entriesOf({ schema: each, file }, ground, member));
  const own = Object.entries(schema.properties ?? {}).flatMap(([name, each]): [string, unknown][] => {
    const isTold = each.readOnly === true || seldom.has(name);
    const isOther = ground.identities ? name === 'servicePrincipalProfile' : identityMembers.has(name);
    if (!random.chance(isTold || isOther ? 0.003 : share)) return [];
    return [[name, grow({ schema: each, file }, ground, name, member)]];
  });
  return [...inherited, ...own];
}
