import { quote } from '../../errors/quote.ts';
import { parseResourceGroupId } from '../../ids/linked-ids.ts';
import { normalizeLocation } from '../../ids/rules.ts';
import { sameResource } from '../../ids/resource-id.ts';
import { invalid, onCreate, type Rule } from './rule.ts';

/** The cluster is made where this service is. */
export const location = onCreate(({ location: asked }, context) =>
  asked === undefined || normalizeLocation(asked) === normalizeLocation(context.location)
    ? []
    : [invalid('location', `${quote(asked)} is not served here; use '${context.location}'.`)],
);

const resourceGroupId = 'properties.clusterProfile.resourceGroupId';

/** The managed resource group is in the cluster's subscription, and is not the cluster's own. */
export const managedResourceGroup = onCreate(({ properties }, { id }) => {
  const text = properties?.clusterProfile?.resourceGroupId;
  const group = text === undefined ? undefined : parseResourceGroupId(text);
  if (group === undefined) return [];
  if (group.subscriptionId !== id.subscriptionId) {
    return [invalid(resourceGroupId, `${quote(text)} must be in the cluster's subscription, '${id.subscriptionId}'.`)];
  }
  return sameResource(group.resourceGroup, id.resourceGroup)
    ? [invalid(resourceGroupId, `${quote(text)} must not be the cluster's own resource group. Name another one.`)]
    : [];
});

const domain = 'properties.clusterProfile.domain';

/**
 * A domain of the service's own zone has one label before it, and one of a neighbouring region's zone is refused: both
 * would take names that belong to others.
 */
export const serviceDomain: Rule = onCreate(({ properties }, { clusterDomain }) => {
  const asked = properties?.clusterProfile?.domain;
  const [, ...parent] = clusterDomain?.split('.') ?? [];
  if (asked === undefined || clusterDomain === undefined || parent.length === 0) return [];
  if (asked !== parent.join('.') && !asked.endsWith(`.${parent.join('.')}`)) return [];
  const isOwn = asked.endsWith(`.${clusterDomain}`) && !asked.slice(0, -clusterDomain.length - 1).includes('.');
  return isOwn
    ? []
    : [
        invalid(
          domain,
          `${quote(asked)} is reserved. Use one name before '.${clusterDomain}', or a domain of your own.`,
        ),
      ];
});
