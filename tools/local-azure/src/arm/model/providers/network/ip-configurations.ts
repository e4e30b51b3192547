import { type Resource, type ResourceView } from '../../resource.ts';
import { entriesOf } from './entries.ts';
import { referenceOf } from './shared.ts';
import { networkTypes } from './type-names.ts';

/** A place where an address is used: of a network interface, or a frontend of a load balancer. */
export interface IpConfiguration {
  id: string;
  properties: Resource['properties'];
  subnetId?: string;
  publicAddressId?: string;
  /** Private. */
  address?: string;
  owner: Resource;
}

const homes = [
  [networkTypes.networkInterface, 'ipConfigurations'],
  [networkTypes.instanceInterface, 'ipConfigurations'],
  [networkTypes.loadBalancer, 'frontendIPConfigurations'],
] as const;

/** All there are, in all subscriptions: a subnet may be used from any of them. */
export const ipConfigurations = (view: ResourceView): IpConfiguration[] =>
  homes.flatMap(([type, member]) =>
    view.ofType(undefined, type).flatMap((owner) =>
      entriesOf(owner.properties, member).map(({ name, properties }): IpConfiguration => {
        const subnetId = referenceOf(properties, 'subnet');
        const publicAddressId = referenceOf(properties, 'publicIPAddress');
        const address = properties['privateIPAddress'];
        return {
          id: `${owner.id}/${member}/${name}`,
          properties,
          ...(subnetId === undefined ? {} : { subnetId }),
          ...(publicAddressId === undefined ? {} : { publicAddressId }),
          ...(typeof address === 'string' ? { address } : {}),
          owner,
        };
      }),
    ),
  );
