import { asList, asObject } from '../../json.ts';
import { equalIds, keyOf } from '../../resource-id.ts';
import { type PutRequest } from '../provider.ts';
import { entriesOf, type Entry } from './entries.ts';
import { privateLinkServicesAt } from './private-link-use.ts';
import { requirePublicAddress } from './public-address-use.ts';
import { badRequest, referenceOf, requireReference } from './shared.ts';

/** @throws ArmError unless each frontend has either a subnet or a public address that it may use */
export function refuseFrontends(request: PutRequest, sku: string, frontends: Entry[]): void {
  const { id, view, location = '' } = request;
  for (const { name, properties } of frontends) {
    const user = `${id}/frontendIPConfigurations/${name}`;
    const subnet = referenceOf(properties, 'subnet');
    const address = referenceOf(properties, 'publicIPAddress');
    if ((subnet === undefined) === (address === undefined))
      throw badRequest(
        'LoadBalancerFrontendIPConfigurationInvalid',
        `Frontend IP configuration ${user} must reference either a subnet or a public IP address.`,
      );
    if (subnet !== undefined) requireReference(view, user, subnet, location);
    if (address === undefined) continue;
    const addressSku = requirePublicAddress(view, { user, ownerId: id, address, location });
    if (addressSku.toLowerCase() !== sku.toLowerCase())
      throw badRequest(
        'DifferentSkuLoadBalancersAndPublicIPAddressNotAllowed',
        `Different ${sku.toLowerCase()} sku and ${addressSku.toLowerCase()} sku load balancer or public Ip resources are not allowed: ${id}, ${address}.`,
      );
  }
  refuseAddressTwice(id, frontends);
  refuseGone(request, frontends);
}

function refuseAddressTwice(id: string, frontends: Entry[]): void {
  const seen = new Map<string, string>();
  for (const { name, properties } of frontends) {
    const address = referenceOf(properties, 'publicIPAddress');
    if (address === undefined) continue;
    const other = seen.get(keyOf(address));
    if (other !== undefined)
      throw badRequest(
        'PublicIPAddressInUse',
        `Resource ${id}/frontendIPConfigurations/${name} is referencing public IP address ${address} that is already allocated to resource ${id}/frontendIPConfigurations/${other}.`,
      );
    seen.set(keyOf(address), name);
  }
}

/** A private link service holds on to its frontend. */
function refuseGone({ id, current, view }: PutRequest, frontends: Entry[]): void {
  const gone = entriesOf(current?.properties ?? {}, 'frontendIPConfigurations')
    .filter((one) => !frontends.some(({ name }) => keyOf(name) === keyOf(one.name)))
    .map(({ name }) => `${id}/frontendIPConfigurations/${name}`);
  if (gone.length === 0) return;
  for (const service of privateLinkServicesAt(view, id))
    for (const frontend of asList(service.properties['loadBalancerFrontendIpConfigurations'])) {
      const used = String(asObject(frontend)['id']);
      if (gone.some((one) => equalIds(one, used)))
        throw badRequest(
          'InUseLoadBalancerFrontendCannotBeDeleted',
          `Frontend IP configuration ${used} cannot be deleted since it is referenced by private link service ${service.id}.`,
        );
    }
}
