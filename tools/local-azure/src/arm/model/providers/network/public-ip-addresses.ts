import { randomUUID } from 'node:crypto';
import { asObject, isText, type Json } from '../../json.ts';
import { equalIds, parseResourcePath } from '../../resource-id.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { type PutRequest, type ResourceType } from '../provider.ts';
import { formatAddress, parseAddressRange } from './address-range.ts';
import { ipConfigurations } from './ip-configurations.ts';
import { type NetworkLimits } from './limits.ts';
import { gatewaysWithAddress } from './public-address-use.ts';
import { badRequest, networkDefaults } from './shared.ts';
import { networkTypes } from './type-names.ts';
import { countIn } from './usages.ts';

/** For documentation (RFC 5737), and for measurements (RFC 2544): nobody on the Internet has one of these. */
const pools = ['203.0.113.0/24', '198.51.100.0/24', '192.0.2.0/24', '198.18.0.0/15'];

/** Microsoft.Network/publicIPAddresses: Standard, static, IPv4, with an address that it keeps until it is deleted. */
export const publicIpAddress = (limits: NetworkLimits): ResourceType => ({
  ...networkDefaults,
  name: 'publicIPAddresses',
  kind: 'regional',
  accept(request) {
    const { id, properties, current, envelope } = request;
    refuseKind(request);
    if (!current) refuseCount(request, limits);
    const { ipConfiguration: _configuration, natGateway: _gateway, provisioningState: _state, ...kept } = properties;
    const before = current?.properties ?? {};
    return {
      envelope: { ...envelope, sku: { name: skuOf(envelope), tier: 'Regional', ...asObject(envelope['sku']) } },
      properties: {
        idleTimeoutInMinutes: 4,
        ipTags: [],
        ...kept,
        publicIPAddressVersion: 'IPv4',
        publicIPAllocationMethod: 'Static',
        ...dnsSettings(properties, request.location ?? ''),
        ipAddress: before['ipAddress'] ?? unusedAddress(request.view, id),
        resourceGuid: before['resourceGuid'] ?? randomUUID(),
      },
    };
  },
  show(resource, view) {
    const user = userOf(resource, view);
    const gateway = gatewaysWithAddress(view, resource.id)[0];
    return {
      ...resource.properties,
      ...(user === undefined ? {} : { ipConfiguration: { id: user } }),
      ...(gateway === undefined ? {} : { natGateway: { id: gateway.id } }),
    };
  },
  refuseDelete(resource, view) {
    const user = userOf(resource, view) ?? gatewaysWithAddress(view, resource.id)[0]?.id;
    if (user === undefined) return undefined;
    return badRequest(
      'PublicIPAddressCannotBeDeleted',
      `Public IP address ${resource.id} can not be deleted since it is still allocated to resource ${user}. In order to delete the public IP, disassociate/detach the Public IP address from the resource. To learn how to do this, see aka.ms/deletepublicip.`,
    );
  },
});

const skuOf = (envelope: Json): string => String(asObject(envelope['sku'])['name'] ?? 'Basic');

function refuseKind({ id, properties, envelope, current }: PutRequest): void {
  if (skuOf(envelope).toLowerCase() === 'basic')
    throw badRequest(
      'IPv4BasicSkuPublicIpCountLimitReached',
      'Cannot create more than 0 IPv4 Basic SKU public IP addresses for this subscription in this region.',
    );
  if (String(properties['publicIPAllocationMethod'] ?? 'Dynamic').toLowerCase() !== 'static')
    throw badRequest(
      'StandardAndStandardV2SkuPublicIPAddressesMustBeStatic',
      `Standard sku publicIp ${id} must have AllocationMethod set to Static.`,
    );
  if (String(properties['publicIPAddressVersion'] ?? 'IPv4').toLowerCase() !== 'ipv4')
    throw badRequest('InvalidRequestFormat', `Only IPv4 public IP addresses are served here, unlike ${id}.`);
  if (current && JSON.stringify(current.envelope['zones']) !== JSON.stringify(envelope['zones']))
    throw badRequest(
      'ResourceAvailabilityZonesCannotBeModified',
      `Resource ${id} has an existing availability zone constraint and the request has another one, which is not supported. Zones cannot be added/updated/removed once the resource is created.`,
    );
}

function refuseCount({ id, location, view }: PutRequest, { publicIpAddresses: most }: NetworkLimits): void {
  const subscriptionId = parseResourcePath(id)?.subscriptionId;
  if (countIn(view, subscriptionId, location ?? '', networkTypes.publicIpAddress) >= most)
    throw badRequest(
      'PublicIPCountLimitReached',
      `Cannot create more than ${most} public IP addresses for this subscription in this region.`,
    );
}

function unusedAddress(view: ResourceView, id: string): string {
  const used = new Set(
    view.ofType(undefined, networkTypes.publicIpAddress).map(({ properties }) => properties['ipAddress']),
  );
  for (const pool of pools) {
    const range = parseAddressRange(pool);
    for (let address = (range?.first ?? 0) + 4; address < (range?.last ?? 0); address += 1)
      if (!used.has(formatAddress(address))) return formatAddress(address);
  }
  throw badRequest('PublicIPCountLimitReached', `There is no address left for ${id}.`);
}

function dnsSettings(properties: Json, location: string): Json {
  const settings = asObject(properties['dnsSettings']);
  const label = settings['domainNameLabel'];
  return isText(label) ? { dnsSettings: { ...settings, fqdn: `${label}.${location}.cloudapp.azure.com` } } : {};
}

const userOf = ({ id }: Resource, view: ResourceView): string | undefined =>
  ipConfigurations(view).find(({ publicAddressId }) => publicAddressId !== undefined && equalIds(publicAddressId, id))
    ?.id;
