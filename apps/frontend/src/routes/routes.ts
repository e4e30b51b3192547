import { errors } from '@aro-rp/api';
import { type ClusterService } from '../clusters/cluster-service.ts';
import { listCredentials } from '../clusters/credentials.ts';
import { deleteCluster } from '../clusters/delete.ts';
import { listClusters } from '../clusters/list.ts';
import { getCluster, headCluster } from '../clusters/read.ts';
import { patchCluster, putCluster } from '../clusters/write.ts';
import { type Handler, type VersionedCall } from '../http/call.ts';
import { refuseMove } from '../move/move.ts';
import { listOperations } from '../operations/list.ts';
import { operationResult } from '../operations/results.ts';
import { operationStatus } from '../operations/status.ts';
import { preflight, preflightApiVersion } from '../preflight/preflight.ts';
import { putSubscription } from '../subscriptions/put.ts';
import { offeredRoutes } from '../offered/routes.ts';
import { type Route } from './route.ts';

const subscription = '/subscriptions/:subscriptionId';
const group = `${subscription}/resourceGroups/:resourceGroup`;
const provider = '/providers/:namespace';
const cluster = `${group}${provider}/:type/:name`;
const place = `${subscription}${provider}/locations/:location`;

/** Types below a cluster that some published versions had, and that are not served in any. */
const childTypes = ['syncSets', 'machinePools', 'syncIdentityProviders', 'secrets'];
const childType = (path: string): string => [path.split('/')[7], path.split('/')[9]].join('/');
const noSuchType: Handler<VersionedCall> = ({ path, version }) => {
  throw errors.invalidResourceType(childType(path), version.version);
};

/** All that the frontend serves beside its health. Two routes never match the same path but for `locations`. */
export const routes = (service: ClusterService): Route[] => [
  {
    name: 'cluster',
    path: cluster,
    versions: 'registered',
    methods: {
      GET: getCluster(service),
      HEAD: headCluster(service),
      PUT: putCluster(service),
      PATCH: patchCluster(service),
      DELETE: deleteCluster(service),
    },
  },
  {
    name: 'clusters',
    path: [`${group}${provider}/:type`, `${subscription}${provider}/:type`],
    versions: 'registered',
    methods: { GET: listClusters(service) },
  },
  ...(['listCredentials', 'listAdminCredentials'] as const).map((action): Route => ({
    name: action,
    path: `${cluster}/${action}`,
    versions: 'registered',
    methods: { POST: listCredentials(service, action) },
  })),
  {
    name: 'cluster-child',
    path: childTypes.map((type) => `${cluster}/${type}{/:childName}`),
    versions: 'registered',
    methods: { GET: noSuchType, PUT: noSuchType, PATCH: noSuchType, DELETE: noSuchType },
  },
  {
    name: 'operation-status',
    path: `${place}/operationsstatus/:operationId`,
    versions: 'registered',
    methods: { GET: operationStatus(service) },
  },
  {
    name: 'operation-result',
    path: `${place}/operationresults/:operationId`,
    versions: 'registered',
    methods: { GET: operationResult(service) },
  },
  ...(['moveResources', 'validateMoveResources'] as const).map((action): Route => ({
    name: action,
    path: `${group}/${action}`,
    versions: 'registered',
    methods: { POST: refuseMove },
  })),
  ...offeredRoutes(service),
  {
    name: 'preflight',
    path: `${group}${provider}/deployments/:deployment/preflight`,
    versions: { registeredOr: preflightApiVersion },
    methods: { POST: preflight(service) },
  },
  { name: 'operations', path: `${provider}/operations`, versions: 'registered', methods: { GET: listOperations } },
  {
    name: 'subscription',
    path: subscription,
    versions: { only: '2.0' },
    methods: { PUT: putSubscription(service.subscriptions) },
  },
];
