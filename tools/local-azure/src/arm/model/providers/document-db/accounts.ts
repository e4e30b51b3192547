import { randomUUID } from 'node:crypto';
import { asList, asObject, isText, type Json } from '../../json.ts';
import { showConnectionsTo } from '../network/private-link-targets.ts';
import { type ResourceType } from '../provider.ts';
import { documentDbApiVersions } from './api-versions.ts';
import { checkAccountName } from './names.ts';
import { builtInDefinitions } from './role-definitions.ts';
import { badRequest, locked } from './shared.ts';

export interface DocumentDbOptions {
  /** The data plane's address, `https://HOST:PORT`. One stands for every account. */
  cosmosEndpoint(): string;
  /** Whether a tenant's directory has the principal that a data-plane role is given to; all do unless told. */
  principalExists?(tenantId: string, principalId: string): boolean;
  tenantOf(subscriptionId: string): string;
}

/** Members of a GET that a client may send back; they are not stored. */
const computed = new Set([
  'provisioningState',
  'documentEndpoint',
  'writeLocations',
  'readLocations',
  'failoverPolicies',
  'privateEndpointConnections',
  'instanceId',
]);

const levels = ['Eventual', 'ConsistentPrefix', 'Session', 'BoundedStaleness', 'Strong'];

/**
 * Microsoft.DocumentDB/databaseAccounts, for NoSQL. Neither its address rules nor `disableLocalAuth` nor its own
 * consistency are kept by the data plane, which is one for all accounts.
 */
export const databaseAccount = ({ cosmosEndpoint }: DocumentDbOptions): ResourceType => ({
  name: 'databaseAccounts',
  apiVersions: documentDbApiVersions,
  kind: 'regional',
  busy: locked,
  longRunning: { put: true, delete: true },
  working: { create: 'Creating', update: 'Updating', delete: 'Deleting' },
  accept({ id, name, properties, envelope, current, view }) {
    const refusal = checkAccountName(name, view, id);
    if (refusal) throw refusal;
    if (properties['databaseAccountOfferType'] !== 'Standard')
      throw badRequest("The databaseAccountOfferType must be 'Standard'.");
    refuseLocations(asList(properties['locations']).map(asObject));
    const level = asObject(properties['consistencyPolicy'])['defaultConsistencyLevel'] ?? 'Session';
    if (!levels.includes(String(level))) throw badRequest(`The consistency level '${String(level)}' is unknown.`);
    if (level === 'Strong' && properties['enableMultipleWriteLocations'] === true)
      throw badRequest('Strong consistency is not supported with multiple write locations.');
    const backupPolicy = backupOf(properties, current?.properties ?? {});
    const given = Object.fromEntries(Object.entries(properties).filter(([member]) => !computed.has(member)));
    return {
      properties: { ...given, backupPolicy, instanceId: current?.properties['instanceId'] ?? randomUUID() } as Json,
      envelope: { kind: 'GlobalDocumentDB', ...envelope },
      children: builtInDefinitions(id),
    };
  },
  show(resource, view) {
    const { name, properties } = resource;
    const documentEndpoint = `${cosmosEndpoint()}/`;
    const { instanceId, locations, consistencyPolicy, ...stored } = properties;
    const places = asList(locations).map((one) => {
      const { locationName, failoverPriority = 0, isZoneRedundant = false } = asObject(one);
      const place = { id: `${name}-${String(locationName)}`, locationName, failoverPriority, isZoneRedundant };
      return { ...place, documentEndpoint, provisioningState: 'Succeeded' };
    });
    return {
      documentEndpoint,
      enableAutomaticFailover: false,
      enableMultipleWriteLocations: false,
      isVirtualNetworkFilterEnabled: false,
      virtualNetworkRules: [],
      ipRules: [],
      capabilities: [],
      cors: [],
      publicNetworkAccess: 'Enabled',
      disableLocalAuth: false,
      minimalTlsVersion: 'Tls12',
      networkAclBypass: 'None',
      networkAclBypassResourceIds: [],
      ...stored,
      consistencyPolicy: {
        defaultConsistencyLevel: 'Session',
        maxIntervalInSeconds: 5,
        maxStalenessPrefix: 100,
        ...asObject(consistencyPolicy),
      },
      instanceId,
      locations: places,
      writeLocations: places.filter(({ failoverPriority }) => failoverPriority === 0),
      readLocations: places,
      failoverPolicies: places.map(({ id, locationName, failoverPriority }) => ({
        id,
        locationName,
        failoverPriority,
      })),
      privateEndpointConnections: showConnectionsTo(resource, view),
    };
  },
});

function refuseLocations(locations: Json[]): void {
  if (locations.length === 0) throw badRequest('The locations of the database account are missing.');
  if (!locations.every(({ locationName }) => isText(locationName)))
    throw badRequest('A location of the database account has no locationName.');
  const priorities = locations.map(({ failoverPriority = 0 }) => Number(failoverPriority)).toSorted((a, b) => a - b);
  if (priorities.some((one, index) => one !== index))
    throw badRequest('The failover priorities of the locations must be 0, 1, 2 and so on, each once.');
}

const tiers = ['Continuous7Days', 'Continuous30Days'];

/** Continuous is for ever (Cosmos DB "continuous backup"). @throws ArmError */
function backupOf(properties: Json, before: Json): Json {
  const previous = asObject(before['backupPolicy']);
  const given = properties['backupPolicy'];
  if (given === undefined)
    return isText(previous['type'])
      ? previous
      : {
          type: 'Periodic',
          periodicModeProperties: {
            backupIntervalInMinutes: 240,
            backupRetentionIntervalInHours: 8,
            backupStorageRedundancy: 'Geo',
          },
        };
  const policy = asObject(given);
  const { type } = policy;
  if (type !== 'Continuous' && type !== 'Periodic') throw badRequest(`The backup policy '${String(type)}' is invalid.`);
  if (type === 'Periodic' && previous['type'] === 'Continuous')
    throw badRequest('The backup policy cannot be changed from Continuous to Periodic.');
  const { tier } = asObject(policy['continuousModeProperties']);
  if (tier !== undefined && !tiers.includes(String(tier)))
    throw badRequest(`The tier '${String(tier)}' of continuous backups is invalid.`);
  return policy;
}
