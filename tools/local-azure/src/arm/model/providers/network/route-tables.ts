import { randomUUID } from 'node:crypto';
import { isIPv4 } from 'node:net';
import { isText } from '../../json.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { type ResourceType } from '../provider.ts';
import { type Entry, entryChanges, entryType, readEntries, showEntries } from './entries.ts';
import { badRequest, missing, networkDefaults, refersTo } from './shared.ts';
import { networkTypes } from './type-names.ts';

const name = 'routeTables';

/** Microsoft.Network/routeTables: routes inside it, subnets that use it. */
export const routeTable: ResourceType = {
  ...networkDefaults,
  name,
  kind: 'regional',
  accept(request) {
    const { id, properties, current } = request;
    const routes = readEntries(properties, 'routes', id);
    for (const route of routes) refuseRoute(route, id);
    const accepted = {
      disableBgpRoutePropagation: properties['disableBgpRoutePropagation'] === true,
      resourceGuid: current?.properties['resourceGuid'] ?? randomUUID(),
      routes,
    };
    return { properties: accepted, children: entryChanges(request, name, ['routes'], accepted) };
  },
  show(resource, view) {
    const users = subnetsOf(resource, view);
    return {
      ...resource.properties,
      routes: showEntries(resource, 'routes', view, ({ properties }) => ({
        hasBgpOverride: properties['hasBgpOverride'] === true,
      })),
      ...(users.length === 0 ? {} : { subnets: users.map(({ id }) => ({ id })) }),
    };
  },
  refuseDelete(resource, view) {
    const users = subnetsOf(resource, view).map(({ id }) => id);
    if (users.length === 0) return undefined;
    return badRequest(
      'InUseRouteTableCannotBeDeleted',
      `Route table ${resource.name} is in use and cannot be deleted. It is used by ${users.join(', ')}.`,
    );
  },
};

/** Microsoft.Network/routeTables/routes. */
export const route = entryType(routeTable, 'routes', true);

const hops = ['VirtualNetworkGateway', 'VnetLocal', 'Internet', 'VirtualAppliance', 'None'];

function refuseRoute({ name: routeName, properties }: Entry, table: string): void {
  const id = `${table}/routes/${routeName}`;
  const { addressPrefix, nextHopType, nextHopIpAddress } = properties;
  if (!isText(addressPrefix)) throw missing('addressPrefix', id);
  if (!hops.some((hop) => hop.toLowerCase() === String(nextHopType).toLowerCase()))
    throw badRequest('InvalidRequestFormat', `The next hop type '${String(nextHopType)}' of route ${id} is invalid.`);
  const isAppliance = String(nextHopType).toLowerCase() === 'virtualappliance';
  if (isAppliance && !(isText(nextHopIpAddress) && isIPv4(nextHopIpAddress))) throw missing('nextHopIpAddress', id);
}

const subnetsOf = (table: Resource, view: ResourceView): Resource[] =>
  view.ofType(undefined, networkTypes.subnet).filter(({ properties }) => refersTo(properties, 'routeTable', table.id));
