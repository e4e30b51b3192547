/** One setting of the configuration file: JSON Schema of its value, which tells a person what is allowed. */
export interface Field {
  /** What it is, and what is allowed, in one sentence. */
  describe: string;
  schema: Readonly<Record<string, unknown>>;
  /** Needed once defaults are filled in; otherwise what stands for it. */
  fallback?: { value: unknown };
}

const field = (describe: string, schema: Record<string, unknown>, fallback?: unknown): Field => ({
  describe,
  schema,
  ...(fallback !== undefined && { fallback: { value: fallback } }),
});

/** A text that may be left out without anything in its place. */
const optional = (one: Field): Field => ({ ...one, fallback: { value: undefined } });

const text = (describe: string, pattern: string, fallback?: string) =>
  field(describe, { type: 'string', pattern }, fallback);
const uuid = (describe: string) => text(`${describe}; a UUID`, '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$');
const group = (describe: string) => text(`${describe}; the name of a resource group`, '^[-\\w.()]{0,89}[-\\w()]$');
const duration = (describe: string, fallback: string) =>
  text(`${describe}; a duration such as 90s, 10m, 2h`, '^[0-9]+(\\.[0-9]+)?(ms|s|m|h|d)$', fallback);
const count = (describe: string, maximum: number, fallback: number) =>
  field(`${describe}; a whole number from 1 to ${maximum}`, { type: 'integer', minimum: 1, maximum }, fallback);
const list = (describe: string, pattern: string, fallback?: readonly string[]) =>
  field(`${describe}; a list`, { type: 'array', items: { type: 'string', pattern } }, fallback);

const zone = '^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)+$';
const location = '^[a-z][a-z0-9]+$';

/** Everything of a region but its services; names are those of `RegionConfig`. */
export const regionFields = {
  location: text('the Azure region, which also names it here; such as eastus', location),
  prefix: text(
    'begins every name that must be the only one in all of Azure, one for each region; 3 to 15 lower-case letters and digits',
    '^[a-z][a-z0-9]{2,14}$',
  ),
  subscriptionId: uuid("the region's subscription"),
  group: group('where the region is made'),
  endpointsGroup: optional(group('where private endpoints to clusters are made; GROUP-endpoints unless told')),
  globalSubscriptionId: optional(uuid("the subscription of what all regions share; the region's unless told")),
  globalGroup: group('where that is made'),
  globalLocation: text('the Azure region that holds it; such as eastus', location),
  registryName: text('the container registry; 5 to 50 lower-case letters and digits', '^[a-z0-9]{5,50}$'),
  replicas: list('further regions that the registry is copied to', location, []),
  storageName: text(
    'the storage account for what runs where and for the leases of releases; 3 to 24 lower-case letters and digits',
    '^[a-z0-9]{3,24}$',
  ),
  parentZone: text("the zone above the regions' own; a name such as aroapp.io", zone),
  dnsZone: optional(text('the zone in which clusters get a name; LOCATION.PARENT-ZONE unless told', zone)),
  pipelinePrincipalId: optional(uuid("the object id of the pipeline's service principal, for --as-owner")),
  networkShards: count('how many networks private endpoints to clusters are spread over', 100, 2),
  frontendCallers: list('address ranges and service tags that may call the frontend', '.', ['AzureResourceManager']),
  operators: text('the object id of the group of people who operate the service; empty: none', '^', ''),
  alertMails: list('mail addresses that are told of alerts', '^[^@\\s]+@[^@\\s]+$'),
  sshPublicKey: text(
    'the key of whoever may sign in at a machine when nothing else helps; as in a .pub file',
    '^(ssh-|ecdsa-)\\S+ \\S+',
  ),
  rpClientId: uuid("the client id of the application that acts in customers' tenants"),
  rpPrincipalId: uuid("the object id of its service principal in the region's tenant"),
  registryId: optional(
    text(
      "the id of the registry that clusters pull releases from; the global one's unless told",
      '^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.ContainerRegistry/registries/[^/]+$',
    ),
  ),
  adminIssuers: text("the authorities that issue administrators' certificates, as PEM; empty: none", '^', ''),
  adminCommonName: text("the common name of administrators' certificates; any text", '^', ''),
  channels: list('the channels of releases that are watched, such as stable-4.16', '^[a-z]+-\\d+\\.\\d+$'),
} as const satisfies Record<string, Field>;

/** Of one service. Fallbacks for machines are by service. */
export const serviceFields = {
  version: text(
    'the version that runs; up to 40 lower-case letters, digits, points and hyphens, in quotes when it looks like a number',
    '^[0-9a-z]([-0-9a-z.]{0,38}[0-9a-z])?$',
  ),
  instances: optional(count('how many machines', 100, 1)),
  machineSize: optional(text('the size of the machines; such as Standard_D4s_v5', '^(Standard|Basic)_\\w+$')),
  healthyWithin: duration('how long new instances may take to be healthy', '15m'),
  soak: duration('how long old and new run side by side before the old is drained', '15m'),
  goneWithin: duration('how long the old may take to be gone', '20m'),
  maxFailures: field(
    'the part of requests or work that may fail during the soak; a number from 0 to 1',
    { type: 'number', minimum: 0, maximum: 1 },
    0.01,
  ),
  maxQueueAge: duration('the age of the oldest message or feed entry that is still fine', '5m'),
} as const satisfies Record<string, Field>;
