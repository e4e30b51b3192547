import { asList, asObject, isText, type Json } from '../../json.ts';
import { equalIds, parentIdOf } from '../../resource-id.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { type OtherChange, type ResourceType } from '../provider.ts';
import { readEntries } from './entries.ts';
import { connectionsOfEndpoint } from './private-link-connections.ts';
import { missing, networkDefaults, requireReference } from './shared.ts';
import { networkTypes } from './type-names.ts';

const type = 'privateEndpoints/privateDnsZoneGroups';
const recordType = 'Microsoft.Network/privateDnsZones/A';
const ttl = 10;

/** One zone of a group, with the names that are kept in it. */
interface Config {
  name: string;
  properties: {
    privateDnsZoneId: string;
    recordSets: { recordSetName: string; fqdn: string; ipAddresses: string[] }[];
  };
}

/**
 * Microsoft.Network/privateEndpoints/privateDnsZoneGroups: what the endpoint reaches has its address in these zones, in
 * records that come and go with the group.
 */
export const privateDnsZoneGroup: ResourceType = {
  ...networkDefaults,
  name: type,
  kind: 'child',
  linked: (properties) =>
    asList(properties['privateDnsZoneConfigs']).flatMap((one) => {
      const id = asObject(asObject(one)['properties'])['privateDnsZoneId'];
      return isText(id) ? [{ id, action: 'Microsoft.Network/privateDnsZones/join/action' }] : [];
    }),
  accept({ id, properties, current, view }) {
    const endpoint = requireReference(view, id, parentIdOf(id) ?? '');
    const configs = readEntries(properties, 'privateDnsZoneConfigs', id).map(({ name, properties: given }): Config => {
      const zoneId = given['privateDnsZoneId'];
      if (!isText(zoneId)) throw missing('privateDnsZoneId', id);
      const zone = requireReference(view, id, zoneId);
      return { name, properties: { privateDnsZoneId: zoneId, recordSets: recordSets(endpoint, zone, view) } };
    });
    if (configs.length === 0) throw missing('privateDnsZoneConfigs', id);
    const records = configs.flatMap((config) => recordsOf(config, endpoint));
    const kept = new Set(records.map((record) => record.id.toLowerCase()));
    const dropped = current ? removals(current).filter((record) => !kept.has(record.id.toLowerCase())) : [];
    return { properties: { privateDnsZoneConfigs: configs }, others: [...dropped, ...records] };
  },
  show: ({ id, etag, properties }) => ({
    privateDnsZoneConfigs: configsOf(properties).map(
      ({ name, properties: { privateDnsZoneId, recordSets: sets } }) => ({
        name,
        id: `${id}/privateDnsZoneConfigs/${name}`,
        etag: `W/"${etag}"`,
        type: `Microsoft.Network/${type}/privateDnsZoneConfigs`,
        properties: {
          provisioningState: 'Succeeded',
          privateDnsZoneId,
          recordSets: sets.map((one) => ({ recordType: 'A', provisioningState: 'Succeeded', ttl, ...one })),
        },
      }),
    ),
  }),
  onDelete: (group) => removals(group),
};

/** The records of an endpoint's groups, which go with it. */
export const recordsOfEndpoint = ({ id }: Resource, view: ResourceView): OtherChange[] =>
  view.children(id).filter(isGroup).flatMap(removals);

const isGroup = (one: Resource): boolean => equalIds(one.type, `Microsoft.Network/${type}`);

const configsOf = (properties: Json): Config[] => asList(properties['privateDnsZoneConfigs']) as unknown as Config[];

/** The target's name; of a Cosmos DB account also the name in its region. */
function recordSets(endpoint: Resource, zone: Resource, view: ResourceView) {
  const ipAddresses = addressesOf(endpoint, view);
  return connectionsOfEndpoint(endpoint.properties).flatMap(({ properties: { privateLinkServiceId } }) => {
    const target = view.get(privateLinkServiceId);
    if (!target || equalIds(target.type, networkTypes.privateLinkService)) return [];
    const isAccount = equalIds(target.type, 'Microsoft.DocumentDB/databaseAccounts');
    const names = [target.name, ...(isAccount ? [`${target.name}-${target.location ?? ''}`] : [])];
    return names.map((recordSetName) => ({ recordSetName, fqdn: `${recordSetName}.${zone.name}`, ipAddresses }));
  });
}

const addressesOf = ({ properties }: Resource, view: ResourceView): string[] =>
  asList(properties['networkInterfaces'])
    .map((one) => view.get(String(asObject(one)['id'])))
    .flatMap((nic) => asList(nic?.properties['ipConfigurations']))
    .map((one) => asObject(asObject(one)['properties'])['privateIPAddress'])
    .filter(isText);

type Change = OtherChange & { id: string };

const recordId = ({ properties }: Config, name: string): string => `${properties.privateDnsZoneId}/A/${name}`;

const recordsOf = (config: Config, endpoint: Resource): Change[] =>
  config.properties.recordSets.map(({ recordSetName, fqdn, ipAddresses }) => ({
    kind: 'put',
    id: recordId(config, recordSetName),
    type: recordType,
    properties: {
      metadata: {
        creator: `created by private endpoint ${endpoint.name} with resource guid ${String(endpoint.properties['resourceGuid'])}`,
      },
      ttl,
      fqdn: `${fqdn}.`,
      isAutoRegistered: false,
      aRecords: ipAddresses.map((ipv4Address) => ({ ipv4Address })),
    },
  }));

const removals = (group: Resource): Change[] =>
  configsOf(group.properties).flatMap((config) =>
    config.properties.recordSets.map(({ recordSetName }): Change => ({
      kind: 'remove',
      id: recordId(config, recordSetName),
    })),
  );
