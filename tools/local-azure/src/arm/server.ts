import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Duration, milliseconds, seconds } from '@aro-rp/time';
import express, {
  type ErrorRequestHandler,
  type Express,
  type NextFunction,
  type Request,
  type Response,
} from 'express';
import { type BlobAccount, type BlobAction, type BlobPrincipal } from '../blob/account.ts';
import { type Registry, type RegistryOperation, type RegistryPrincipal } from '../registry/registry.ts';
import { type ControlPlane } from '../cosmos/control.ts';
import { type MayUseVault, type VaultResource } from '../key-vault/index.ts';
import { type NamespaceResource, type ServiceBusRight } from '../service-bus/index.ts';
import { refuseLikeArm } from '../host/fault-answers.ts';
import { listen, type Listener } from '../host/http.ts';
import { type HostContext, type LocalService } from '../host/context.ts';
import { type ActivityRecord, createActivityLog, type RequestFilter } from './activity-log.ts';
import { loadClientCertificates } from './front-door/client-certificates.ts';
import { createForwarder, forwardedPaths } from './front-door/forward.ts';
import { createForesight, foreseenPaths } from './front-door/preflight.ts';
import { createForwardedDeletions, type Deletions } from './front-door/forwarded-deletions.ts';
import { createFrontend } from './front-door/frontend.ts';
import { createLifecycle } from './front-door/lifecycle.ts';
import { createTrackedResources } from './front-door/tracked-resources.ts';
import { testOwners } from './model/authorization/first-assignments.ts';
import { createDeployments, type Deployments } from './model/deployments/deployments.ts';
import { createStage } from './model/deployments/what-if/stage.ts';
import { writeActionOf } from './model/deployments/write-action.ts';
import { createModel } from './model/index.ts';
import { type ComputeOptions } from './model/providers/compute/index.ts';
import { createHardwareSlot } from './model/providers/compute/scale-sets/index.ts';
import { tellDirectory } from './model/providers/managed-identity/index.ts';
import { createCosmosAccount } from './model/providers/document-db/index.ts';
import { createMetricSamples, type MetricSamples, recordQueues } from './model/providers/insights/index.ts';
import {
  createRegistries,
  createRegistryResources,
  type RegistryResource,
} from './model/providers/container-registry/index.ts';
import { createKeyVaults, mayUseVault } from './model/providers/key-vault/index.ts';
import { createServiceBusNamespaces, mayUseServiceBus } from './model/providers/service-bus/index.ts';
import { createStorageAccounts } from './model/providers/storage/index.ts';
import { type ResourceView } from './model/resource.ts';
import { type ArmOptions } from './options.ts';
import { activityRoutes } from './protocol/activity-routes.ts';
import { createAuthenticator } from './protocol/authenticate.ts';
import { authorizationRoutes } from './protocol/authorization-routes.ts';
import { policyRoutes } from './protocol/policy-routes.ts';
import { computeRoutes } from './protocol/compute-routes.ts';
import { collapseSlashes, createDispatch } from './protocol/dispatch.ts';
import { deploymentRoutes } from './protocol/deployment-routes.ts';
import { featureRoutes } from './protocol/feature-routes.ts';
import { groupRoutes } from './protocol/group-routes.ts';
import { createPerformer, createRemotePerformer } from './protocol/inner-calls.ts';
import { statusPath } from './protocol/long-running.ts';
import { nameRoutes } from './protocol/name-routes.ts';
import { customMetricsPath, customMetricsRouter } from './protocol/custom-metrics.ts';
import { metricRoutes } from './protocol/metric-routes.ts';
import { keyVaultRoutes } from './protocol/key-vault-routes.ts';
import { networkRoutes } from './protocol/network-routes.ts';
import { scaleSetRoutes } from './protocol/scale-set-routes.ts';
import { resourceRoutes } from './protocol/resource-routes.ts';
import { metadataRouter } from './protocol/metadata-routes.ts';
import { type LocalRoutes, localRouter, remoteRouter } from './protocol/routes.ts';
import { subscriptionRoutes } from './protocol/subscription-routes.ts';
import { serviceRegistry } from './model/providers/container-registry/names.ts';
import { type DnsPlace, firstSubscription, seed } from './seed.ts';
import { servicePlace } from './service-resources.ts';
import { createScaleSets, type ScaleSets } from './scale-sets.ts';
import { createSerialConsole, type SerialConsole } from './serial-console.ts';
import { openStore } from './store.ts';

const loginServerOf = (name: string): string =>
  name.toLowerCase() === serviceRegistry ? 'localhost:8446' : `${name.toLowerCase()}.localhost:8446`;

/** What no route caught: the store could not be written, say. Nothing of the cause reaches the client. */
const failed =
  (report: (error: unknown) => void): ErrorRequestHandler =>
  (error, _request, response, _next) => {
    report(error);
    if (response.headersSent) response.destroy();
    else refuseLikeArm(response, { kind: 'status', status: 500, message: 'Encountered internal server error.' });
  };

export interface ArmServer extends LocalService {
  /** `https://localhost:PORT`, without a slash. */
  endpoint: string;
  dns: DnsPlace;
  /** The activity log, oldest first. */
  requests(filter?: RequestFilter): ActivityRecord[];
  /** All that is there, in all subscriptions, as whoever runs the hardware sees it. */
  view: ResourceView;
  /** `listener` is called after each transaction that may have changed something; it must not throw. */
  changed(listener: () => void): Disposable;
  /** What virtual machines say; whoever stands in for the hardware writes to it. */
  serialConsole: Pick<SerialConsole, 'append' | 'read'>;
  /** For whoever runs the machines of scale sets. */
  scaleSets: ScaleSets;
  /** The storage account of that name, and what the blob service does with it. */
  storageAccount(name: string): BlobAccount | undefined;
  /** The container registry that is reached under that host and port. */
  registry(host: string): Registry | undefined;
  /** Whether a principal's roles allow what it does with blobs; their network and keys are the blob service's own business. */
  mayAccessBlob(principal: BlobPrincipal, action: BlobAction): boolean;
  /** Databases, containers and roles of the data plane, of all Cosmos DB accounts together. */
  cosmosAccount: ControlPlane;
  /** What Azure Monitor has; whoever stands in for a service or a machine records what it measures. */
  metrics: Pick<MetricSamples, 'record'>;
  /** What stands for `https://REGION.monitoring.azure.com`: before a resource's id with `/metrics` behind it. */
  customMetrics: string;
  /** Whether a principal's roles allow it at the registry. */
  mayAccessRegistry(principal: RegistryPrincipal, operation: RegistryOperation, registryId: string): boolean;
  /** The vaults as the Key Vault service sees them; the same array as long as none of them has changed. */
  keyVaults(): readonly VaultResource[];
  /** The container registries that have an address of their own. */
  registries(): readonly RegistryResource[];
  /** Whether a role of a principal allows a data action at a vault or at what is in it. */
  mayUseVault: MayUseVault;
  /** The Service Bus namespaces as the broker serves them; those that are being deleted are not among them. */
  serviceBusNamespaces(): readonly NamespaceResource[];
  /** Whether a role of the managed identity with that client id lets it send to, or receive from, a queue of a namespace. */
  mayUseServiceBus(clientId: string, right: ServiceBusRight, namespace: string, queue: string): boolean;
  /** Role assignments that are made from now on take so long to spread. */
  setRoleAssignmentDelay(delay: Duration): void;
  /** Where requests for Microsoft.RedHatOpenShift go from now on, and after a restart that names no other place. */
  setFrontend(url: string): void;
  /** A new client certificate for the frontend; the old one stays in the metadata. */
  rotateClientCertificate(): Promise<void>;
}

/** @throws Error when the port is taken, which names port and option */
export async function createArmServer(context: HostContext, options: ArmOptions): Promise<ArmServer> {
  const app = express().disable('x-powered-by').disable('etag');
  // The port is known only when it is open, and whoever calls before the routes stand waits for them.
  const ready = Promise.withResolvers<void>();
  const handler = async (request: IncomingMessage, response: ServerResponse) => {
    await ready.promise;
    app(request, response);
  };
  const listener = await listen(context, { service: 'arm', port: options.port, portOption: '--arm-port', handler });
  try {
    const server = await assemble(context, options, listener, app);
    ready.resolve();
    return server;
  } catch (error) {
    await listener.close();
    throw error;
  }
}

async function assemble(
  context: HostContext,
  options: ArmOptions,
  listener: Listener,
  app: Express,
): Promise<ArmServer> {
  const { clock, certificates } = context;
  const retryAfter = options.retryAfterSeconds ?? 1;
  const authority = options.authority ?? 'https://login.microsoftonline.com';
  const region = options.location;
  const duration = options.operationDuration ?? seconds(1);
  const report = (error: unknown) => context.log('arm', (error as Error).stack ?? String(error));
  const { origin } = listener;

  const store = openStore(context.folder('arm'));
  const log = createActivityLog(store, clock);
  const clientCertificates = await loadClientCertificates(store, certificates);
  const settings = store.table<{ frontend: string }>('settings');
  const frontendUrl = options.frontend ?? settings.get('frontend')?.frontend;
  const frontend = createFrontend(clientCertificates, certificates.authority, clock, frontendUrl);
  // The model decides when a group goes, the front door how a resource behind it does; each needs the other.
  const late: { deletions?: Deletions; deployments?: Deployments } = {};
  const hardware = createHardwareSlot();
  const compute: ComputeOptions = {
    ...options.compute,
    ...{ hardware, clock },
    consoleUrl: (machine, minutes) => serialConsole.urlOf(machine, minutes),
  };
  const tenantOf = (subscriptionId: string) => model.subscriptions.require(subscriptionId).tenantId;
  const {
    directory,
    vaultUri = (name) => `https://${name}.vault.azure.net/`,
    blobEndpoint = () => 'https://localhost:8445',
    registryLoginServer: loginServer = loginServerOf,
    cosmosEndpoint = () => 'https://localhost:8081',
    principalExists,
  } = options;
  const stage = createStage(store);
  const isKnown =
    principalExists && ((tenantId: string, id: string) => stage.knows(id) || principalExists(tenantId, id));
  const identities = { tenantOf, ...(directory === undefined ? {} : { directory: stage.around(directory) }) };
  const model = createModel(store, clock, {
    location: region,
    operationDuration: duration,
    pollInterval: milliseconds(500),
    providers: {
      compute,
      identities,
      storage: { blobEndpoint, clock },
      registry: { loginServer, clock },
      documentDb: { cosmosEndpoint, tenantOf, ...(isKnown && { principalExists: isKnown }) },
      keyVault: { clock, vaultUri },
      ...(options.serviceBus && { serviceBus: options.serviceBus }),
      ...(options.network && { network: options.network }),
    },
    owners: options.owners ?? testOwners,
    ...(options.roleAssignmentDelay === undefined ? {} : { roleAssignmentDelay: options.roleAssignmentDelay }),
    ...(isKnown && { principalExists: isKnown }),
    forwardedDeletions: { advance: (resource) => late.deletions?.advance(resource) },
    groupDeleted: (groupId) => late.deployments?.forgetGroup(groupId),
    report,
    operationUrl: (operation) => `${origin}${statusPath(operation)}`,
  });
  const serialConsole = createSerialConsole(store, model.resources.view, clock, origin);
  if (directory) tellDirectory(directory, model.resources.view);
  const dns = store.transaction(() => seed(store, model, options));
  const tracked = createTrackedResources(store, model, clock);
  const deletions = createForwardedDeletions({ frontend, tracked, origin, tenantOf });
  late.deletions = deletions;
  const lifecycle = createLifecycle(store, model, frontend, clock, (line) => context.log('arm', line));

  const ownOrigins = [origin, `https://127.0.0.1:${listener.port}`];
  const authenticator = createAuthenticator(context.tokens, ownOrigins, options.tenantId, authority);
  const dispatch = createDispatch({ store, log, model, clock, origin, region, retryAfter, authenticator, report });

  /** A list, or a refusal to unregister, must not name what is gone already. */
  const refresh = (request: Request, _response: Response, next: NextFunction): void => {
    const subscriptionId = String(request.params['subscriptionId']).toLowerCase();
    deletions.refresh(subscriptionId, (id) => model.resources.erase(id)).then(() => next(), next);
  };

  const forward = createForwarder(model, frontend, tracked, clock, region);
  const deployments = createDeployments({
    store,
    clock,
    model,
    performer: createPerformer(dispatch, () => mounted, context.faults, origin),
    remote: createRemotePerformer(dispatch, forward, context.faults, origin),
    rehearsal: { performer: createPerformer(dispatch, () => mounted, { strike: () => undefined }, origin), stage },
    cloud: { resourceManager: origin, authority },
    remembered: options.deploymentHistory,
    refuseWrite: (caller, { id }) => model.access.refuse(caller, writeActionOf(id), id),
    report,
  });
  late.deployments = deployments;
  const mounted: LocalRoutes[] = [];
  const mount = (routes: LocalRoutes): void => {
    mounted.push(routes);
    app.use(localRouter(dispatch, routes));
  };

  app.use(collapseSlashes);
  app.use(metadataRouter({ origin, authority, clientCertificates: () => clientCertificates.metadata() }));
  app.use(serialConsole.router);
  const metrics = createMetricSamples(clock);
  app.use(customMetricsRouter(model, context.tokens, metrics));
  app.use((request, response, next) => void dispatch.arrive(request, response, next).catch(next));
  app.get('/subscriptions/:subscriptionId/resources', refresh);
  app.get('/subscriptions/:subscriptionId/resourceGroups/:group/resources', refresh);
  app.post('/subscriptions/:subscriptionId/providers/:namespace/unregister', refresh);
  mount(subscriptionRoutes(model, lifecycle.kick));
  mount(groupRoutes(model, retryAfter));
  mount(featureRoutes(model.authorization.features));
  // Before the front door: an assignment on one of its resources is none of its business.
  mount(authorizationRoutes(model, model.authorization));
  mount(policyRoutes(model));
  app.use(remoteRouter(dispatch, forwardedPaths, forward));
  mount(computeRoutes(model, compute));
  mount(scaleSetRoutes(model, hardware));
  mount(networkRoutes(model, options.network));
  const foresight = createForesight({ deployments, model, frontend, region, log: (line) => context.log('arm', line) });
  app.all(foreseenPaths, dispatch.before(foresight));
  mount(deploymentRoutes({ deployments, model, clock, region, retryAfter, duration }));
  const queueMetrics = recordQueues(model.resources.view, clock, metrics, (name) => options.serviceBus?.counts(name));
  mount(metricRoutes(model, clock, metrics, queueMetrics.sample));
  mount(activityRoutes(log));
  mount(keyVaultRoutes(model, clock));
  mount(nameRoutes(model));
  mount(resourceRoutes(model, retryAfter));
  app.use(failed(report));
  lifecycle.kick();
  deployments.start();

  return {
    name: 'arm',
    endpoint: origin,
    endpoints: {
      arm: origin,
      location: region,
      subscriptionId: firstSubscription(options),
      // Read when it is asked for: the blob service may start later.
      get rp() {
        return servicePlace(dns.subscriptionId, dns.resourceGroup, blobEndpoint());
      },
    },
    dns,
    requests: (filter) => log.list(filter),
    view: model.resources.view,
    changed: (listener) => store.changed(listener),
    serialConsole,
    scaleSets: createScaleSets(store, model, clock, hardware),
    storageAccount: createStorageAccounts(store, model.resources, clock, tenantOf),
    cosmosAccount: createCosmosAccount(model.resources),
    metrics,
    customMetrics: `${origin}${customMetricsPath}`,
    registry: createRegistries(model.resources.view, clock, tenantOf, loginServer),
    mayAccessRegistry: ({ oid, tid }, operation, scope) =>
      model.authorization.rights.may({ oid, tid, appid: '' }, operation, scope, 'control'),
    mayAccessBlob: ({ oid, tid }, { operation, isDataAction, scope }) =>
      model.authorization.rights.may({ oid, tid, appid: '' }, operation, scope, isDataAction ? 'data' : 'control'),
    registries: createRegistryResources(model.resources),
    keyVaults: createKeyVaults(model.resources, clock),
    mayUseVault: mayUseVault(model.authorization.rights),
    serviceBusNamespaces: createServiceBusNamespaces(model.resources),
    mayUseServiceBus: mayUseServiceBus(model.resources.view, model.authorization.rights),
    setRoleAssignmentDelay: (delay) => model.authorization.setAssignmentDelay(delay),
    setFrontend(url) {
      settings.put('frontend', { frontend: url });
      frontend.setUrl(url);
      lifecycle.kick();
    },
    rotateClientCertificate: () => clientCertificates.rotate(),
    async close() {
      lifecycle.stop();
      queueMetrics[Symbol.dispose]();
      deployments.close();
      frontend.close();
      await listener.close();
      model.operations.close();
      store.close();
    },
  };
}
