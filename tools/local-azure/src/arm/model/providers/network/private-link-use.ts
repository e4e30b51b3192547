import { asList, asObject, type Json } from '../../json.ts';
import { equalIds } from '../../resource-id.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { networkTypes } from './type-names.ts';

/** The load balancer of a private link service. */
export function balancerOf(properties: Json): string | undefined {
  const [frontend] = asList(properties['loadBalancerFrontendIpConfigurations']);
  const { id } = asObject(frontend);
  return typeof id === 'string' ? id.split('/').slice(0, -2).join('/') : undefined;
}

/** Those on a load balancer. */
export const privateLinkServicesAt = (view: ResourceView, balancerId: string): Resource[] =>
  view
    .ofType(undefined, networkTypes.privateLinkService)
    .filter(({ properties }) => equalIds(balancerOf(properties) ?? '', balancerId));
