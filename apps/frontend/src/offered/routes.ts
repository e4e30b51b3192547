import { type ClusterService } from '../clusters/cluster-service.ts';
import { type Route } from '../routes/route.ts';
import { type Offering, getOffered, headOffered, listOffered } from './resource.ts';
import { openShiftVersions, roleSets } from './resources.ts';

const place = '/subscriptions/:subscriptionId/providers/:namespace/locations/:location';

/** What can be installed in this region, the same for every subscription. Reading needs no registered one. */
export function offeredRoutes({
  offeredVersions,
  offeredRoleSets,
  polling: { location },
}: Pick<ClusterService, 'offeredVersions' | 'offeredRoleSets' | 'polling'>): Route[] {
  return [
    ...routesOf({ resource: openShiftVersions, offered: offeredVersions, location }),
    ...routesOf({ resource: roleSets, offered: offeredRoleSets, location }),
  ];
}

const routesOf = <D>(offering: Offering<D>): Route[] => [
  {
    name: offering.resource.list,
    path: `${place}/${offering.resource.list}`,
    versions: 'registered',
    methods: { GET: listOffered(offering) },
  },
  {
    name: offering.resource.one,
    path: `${place}/${offering.resource.list}/:${offering.resource.parameter}`,
    versions: 'registered',
    methods: { GET: getOffered(offering), HEAD: headOffered(offering) },
  },
];
