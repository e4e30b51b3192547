import { ArmError } from '../../errors.ts';
import { asObject, type Json } from '../../json.ts';
import { parentIdOf } from '../../resource-id.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { type ResourceType } from '../provider.ts';
import { privateDnsApiVersions } from './api-versions.ts';
import { acceptRecords, emptyRecords, privateRecordMembers, type PrivateRecordType } from './dns-records.ts';
import { recordName, refuseAlias, zoneName } from './dns-zones.ts';
import { networkTypes } from './type-names.ts';

const refuse = (message: string): ArmError => new ArmError(400, 'BadRequest', message);

export const privateDnsDefaults = {
  apiVersions: privateDnsApiVersions,
  working: { create: 'Creating', update: 'Updating', delete: 'Deleting' },
  showEtag: (resource: { etag: string }) => resource.etag,
};

const linksOf = (view: ResourceView, zoneId: string): Resource[] =>
  view.children(zoneId).filter((one) => one.type.toLowerCase() === networkTypes.virtualNetworkLink.toLowerCase());

const name = 'privateDnsZones';

/** Microsoft.Network/privateDnsZones: answers only in the networks that are linked to it. */
export const privateDnsZone: ResourceType = {
  ...privateDnsDefaults,
  name,
  kind: 'global',
  longRunning: { put: true, delete: true },
  accept({ name: zone, current }) {
    if (!zoneName.test(zone)) throw refuse(`The domain name '${zone}' is invalid. It must have two labels or more.`);
    return {
      properties: {
        maxNumberOfRecordSets: 25_000,
        maxNumberOfVirtualNetworkLinks: 1_000,
        maxNumberOfVirtualNetworkLinksWithRegistration: 100,
      },
      children: current ? [] : [{ kind: 'put', type: `${name}/SOA`, name: '@', properties: rootSoa(zone) }],
    };
  },
  show(resource, view) {
    const links = linksOf(view, resource.id);
    return {
      ...resource.properties,
      numberOfRecordSets: view.children(resource.id).length - links.length,
      numberOfVirtualNetworkLinks: links.length,
      numberOfVirtualNetworkLinksWithRegistration: links.filter((one) => one.properties['registrationEnabled'] === true)
        .length,
    };
  },
  refuseDelete: (resource, view) =>
    linksOf(view, resource.id).length === 0
      ? undefined
      : new ArmError(409, 'CannotDeleteResource', 'Can not delete resource before nested resources are deleted.'),
};

const rootSoa = (zone: string): Json => ({
  ttl: 3_600,
  fqdn: `${zone}.`,
  isAutoRegistered: false,
  soaRecord: {
    host: 'azureprivatedns.net',
    email: 'azureprivatedns-host.microsoft.com',
    serialNumber: 1,
    refreshTime: 3_600,
    retryTime: 300,
    expireTime: 2_419_200,
    minimumTtl: 10,
  },
});

/** Microsoft.Network/privateDnsZones/A and its seven sisters. */
export const privateRecordSetTypes: ResourceType[] = (Object.keys(privateRecordMembers) as PrivateRecordType[]).map(
  (type): ResourceType => ({
    ...privateDnsDefaults,
    name: `${name}/${type}`,
    kind: 'child',
    longRunning: { put: false, delete: false },
    isAlone: true,
    accept({ id, name: record, properties, current, view }) {
      if (!recordName.test(record)) throw refuse(`The relative record set name '${record}' is invalid.`);
      if (type === 'SOA' && !current) throw refuse('A record set of type SOA is made with its zone.');
      const zone = parentIdOf(id) ?? '';
      refuseAlias(type, record, zone, view.children(zone).filter(isRecordSet));
      const { metadata, ttl } = properties;
      if (!Number.isInteger(ttl) || Number(ttl) < 1 || Number(ttl) > 2_147_483_647)
        throw refuse(`The TTL value '${String(ttl)}' is invalid. It must be between 1 and 2147483647.`);
      const zoneOf = zone.split('/').at(-1) ?? '';
      return {
        properties: {
          ...(metadata === undefined || metadata === null ? {} : { metadata: asObject(metadata) }),
          ttl,
          fqdn: record === '@' ? `${zoneOf}.` : `${record}.${zoneOf}.`,
          isAutoRegistered: false,
          ...acceptRecords(type, properties, privateRecordMembers),
        },
      };
    },
    show: (resource) => ({ ...emptyRecords(type, privateRecordMembers), ...resource.properties }),
    refuseDelete: (resource) =>
      type === 'SOA' && resource.name === '@'
        ? refuse('The record set of type SOA at the root of a zone cannot be deleted.')
        : undefined,
    absent: (record, id) =>
      new ArmError(
        404,
        'NotFound',
        `The resource record '${record}' does not exist in resource group '${id.split('/')[4] ?? ''}' of subscription '${id.split('/')[2] ?? ''}'.`,
      ),
  }),
);

const isRecordSet = ({ type }: Resource): boolean =>
  type.toLowerCase() !== networkTypes.virtualNetworkLink.toLowerCase();
