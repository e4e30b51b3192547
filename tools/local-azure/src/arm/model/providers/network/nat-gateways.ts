import { randomUUID } from 'node:crypto';
import { asObject } from '../../json.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { type ResourceType } from '../provider.ts';
import { gatewayAddresses, requirePublicAddress } from './public-address-use.ts';
import { badRequest, networkDefaults, refersTo } from './shared.ts';
import { networkTypes } from './type-names.ts';

/** Microsoft.Network/natGateways: the way out of the subnets that name it. */
export const natGateway: ResourceType = {
  ...networkDefaults,
  name: 'natGateways',
  kind: 'regional',
  accept({ id, properties, envelope, current, view, location = '' }) {
    const sku = asObject(envelope['sku'])['name'] ?? 'Standard';
    for (const address of gatewayAddresses(properties))
      requirePublicAddress(view, { user: id, ownerId: id, address, location });
    const { subnets: _subnets, provisioningState: _state, ...kept } = properties;
    return {
      envelope: { ...envelope, sku: { ...asObject(envelope['sku']), name: sku } },
      properties: {
        idleTimeoutInMinutes: 4,
        ...kept,
        resourceGuid: current?.properties['resourceGuid'] ?? randomUUID(),
      },
    };
  },
  show(resource, view) {
    const users = subnetsOf(resource, view);
    return { ...resource.properties, ...(users.length === 0 ? {} : { subnets: users.map(({ id }) => ({ id })) }) };
  },
  refuseDelete(resource, view) {
    const users = subnetsOf(resource, view).map(({ id }) => id);
    if (users.length === 0) return undefined;
    return badRequest(
      'InUseNatGatewayCannotBeDeleted',
      `Nat gateway ${resource.id} is in use and cannot be deleted. It is used by ${users.join(', ')}.`,
    );
  },
};

const subnetsOf = (gateway: Resource, view: ResourceView): Resource[] =>
  view
    .ofType(undefined, networkTypes.subnet)
    .filter(({ properties }) => refersTo(properties, 'natGateway', gateway.id));
