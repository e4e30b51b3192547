import { ArmError } from '../../errors.ts';
import { asObject, type Json } from '../../json.ts';
import { parentIdOf } from '../../resource-id.ts';
import { type ResourceType } from '../provider.ts';
import { dnsApiVersions } from './api-versions.ts';
import { acceptRecords, emptyRecords, recordMembers, type RecordType } from './dns-records.ts';

const refuse = (message: string): ArmError => new ArmError(400, 'BadRequest', message);

const shared = {
  apiVersions: dnsApiVersions,
  working: { create: 'Creating', update: 'Updating', delete: 'Deleting' },
  showEtag: (resource: { etag: string }) => resource.etag,
};

const nameServers = [
  'ns1-01.azure-dns.com.',
  'ns2-01.azure-dns.net.',
  'ns3-01.azure-dns.org.',
  'ns4-01.azure-dns.info.',
];
export const zoneName =
  /^(?=.{3,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/i;
export const recordName =
  /^(@|\*|(\*\.)?[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*)$/i;

/** Microsoft.Network/dnszones; a new one has its NS and SOA record sets at once. */
export const dnsZone: ResourceType = {
  ...shared,
  name: 'dnszones',
  kind: 'global',
  longRunning: { put: false, delete: true },
  accept({ name, properties, current }) {
    if (!zoneName.test(name)) throw refuse(`The domain name '${name}' is invalid. It must have two labels or more.`);
    const zoneType = properties['zoneType'] ?? 'Public';
    return {
      properties: { maxNumberOfRecordSets: 10_000, zoneType, nameServers },
      children: current
        ? []
        : [
            { kind: 'put', type: 'dnszones/NS', name: '@', properties: rootNs(name) },
            { kind: 'put', type: 'dnszones/SOA', name: '@', properties: rootSoa(name) },
          ],
    };
  },
  show: (resource, view) => ({
    ...resource.properties,
    numberOfRecordSets: view.children(resource.id).length,
  }),
};

const rootNs = (zone: string): Json => ({
  TTL: 172_800,
  fqdn: `${zone}.`,
  targetResource: {},
  NSRecords: nameServers.map((nsdname) => ({ nsdname })),
});

const rootSoa = (zone: string): Json => ({
  TTL: 3_600,
  fqdn: `${zone}.`,
  targetResource: {},
  SOARecord: {
    host: nameServers[0],
    email: 'azuredns-hostmaster.microsoft.com',
    serialNumber: 1,
    refreshTime: 3_600,
    retryTime: 300,
    expireTime: 2_419_200,
    minimumTTL: 300,
  },
});

/** Microsoft.Network/dnszones/A and its nine sisters. */
export const recordSetTypes: ResourceType[] = (Object.keys(recordMembers) as RecordType[]).map(
  (type): ResourceType => ({
    ...shared,
    name: `dnszones/${type}`,
    kind: 'child',
    longRunning: { put: false, delete: false },
    accept({ id, name, properties, current, view }) {
      if (!recordName.test(name)) throw refuse(`The relative record set name '${name}' is invalid.`);
      if (type === 'SOA' && !current) throw refuse('A record set of type SOA is made with its zone.');
      const zone = parentIdOf(id) ?? '';
      refuseAlias(type, name, zone, view.children(zone));
      const { metadata, TTL } = properties;
      if (!Number.isInteger(TTL) || Number(TTL) < 1 || Number(TTL) > 2_147_483_647)
        throw refuse(`The TTL value '${String(TTL)}' is invalid. It must be between 1 and 2147483647.`);
      const zoneOf = zone.split('/').at(-1) ?? '';
      return {
        properties: {
          ...(metadata === undefined || metadata === null ? {} : { metadata: asObject(metadata) }),
          TTL,
          fqdn: name === '@' ? `${zoneOf}.` : `${name}.${zoneOf}.`,
          targetResource: asObject(properties['targetResource']),
          ...acceptRecords(type, properties),
        },
      };
    },
    show: (resource) => ({ ...emptyRecords(type), ...resource.properties }),
    refuseDelete: (resource) =>
      resource.name === '@' && (type === 'SOA' || type === 'NS')
        ? refuse(`The record set of type ${type} at the root of a zone cannot be deleted.`)
        : undefined,
    absent: (name, id) =>
      new ArmError(
        404,
        'NotFound',
        `The resource record '${name}' does not exist in resource group '${id.split('/')[4] ?? ''}' of subscription '${id.split('/')[2] ?? ''}'.`,
      ),
  }),
);

/** A CNAME stands alone under its name, and never at the root. */
export function refuseAlias(
  type: RecordType,
  name: string,
  zone: string,
  siblings: { name: string; type: string }[],
): void {
  if (type === 'CNAME' && name === '@') throw refuse(`A CNAME record set cannot be at the root of ${zone}.`);
  const conflict = siblings.find(
    (one) => one.name.toLowerCase() === name.toLowerCase() && /\/CNAME$/i.test(one.type) !== (type === 'CNAME'),
  );
  if (conflict)
    throw new ArmError(
      409,
      'Conflict',
      `A record set of type ${conflict.type} with name '${name}' exists already; CNAME stands alone.`,
    );
}
