import { apiVersions } from '../../names.ts';
import { networkFindings } from './network-findings.ts';
import { wantedSubnets } from './network.ts';
import { type Check, type Survey } from './survey.ts';

interface Route {
  properties?: { addressPrefix?: string; nextHopType?: string };
}

/** Whether the customer's routes are the way out, which then have to be read. */
export const isRouted = ({ context }: Survey): boolean =>
  context.cluster.properties.networkProfile.outboundType === 'UserDefinedRouting';

/**
 * A cluster whose outbound type is `Loadbalancer` brings its way out; with `UserDefinedRouting` it is the customer's
 * default route. (A NAT gateway is none: Azure asks for the route.)
 */
export const wayOut: Check = async (survey) => {
  if (!isRouted(survey)) return [];
  const subnets = await wantedSubnets(survey);
  const found = await Promise.all(
    subnets.map(async ({ id, target, found: subnet }) => {
      const routeTable = subnet?.properties?.routeTable?.id;
      if (subnet === undefined || (await leadsOut(survey, routeTable))) return [];
      return [networkFindings.noWayOut(id, routeTable, target)];
    }),
  );
  return found.flat();
};

async function leadsOut(survey: Survey, routeTable: string | undefined): Promise<boolean> {
  if (routeTable === undefined) return false;
  const found = await survey.look(routeTable, apiVersions.network);
  // Whether there is one is not known then; that it may not be read is told by what is said of rights.
  if (found.kind === 'refused') return true;
  const routes = found.kind === 'found' ? ((found.resource.properties?.['routes'] ?? []) as Route[]) : [];
  return routes.some(
    ({ properties }) => properties?.addressPrefix === '0.0.0.0/0' && properties.nextHopType !== 'None',
  );
}
