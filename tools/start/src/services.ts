import { join } from 'node:path';
import { type Endpoints } from '@aro-rp/local-azure';
import { type AppName, bundleOf } from './bundles.ts';
import { releases } from './local-azure.ts';
import { certificateName, dataKeyName } from './provision.ts';
import { type ProcessDefinition } from './supervise.ts';

export interface ServiceInstance {
  app: AppName;
  /** `backend`, `backend-2`, ... */
  name: string;
  healthPort: number;
  /** The frontend's own. */
  port?: number;
}

export interface ServiceEnvironment {
  root: string;
  dataDir: string;
  endpoints: Endpoints;
  /** Differences from the protocol's own times; see `readProtocolTimes`. */
  protocolTimes?: string;
  /** What it runs; the app's own bundle unless told. */
  bundle?: string;
}

/** What `npm start` passes to each service: local endpoints and credentials, and otherwise what production has. */
export function serviceProcess(
  instance: ServiceInstance,
  environment: ServiceEnvironment,
): Pick<ProcessDefinition, 'name' | 'command' | 'args' | 'env' | 'logFile'> {
  const { root, dataDir, endpoints, bundle } = environment;
  const { app, name, healthPort } = instance;
  const identity = endpoints.identities[app];
  if (!identity) throw new Error(`local Azure has no identity for ${app}`);
  const common = {
    NODE_EXTRA_CA_CERTS: endpoints.caBundle,
    CREDENTIAL: 'client-secret',
    AZURE_TENANT_ID: endpoints.tenantId,
    AZURE_CLIENT_ID: identity.clientId,
    AZURE_CLIENT_SECRET: identity.clientSecret,
    AZURE_AUTHORITY_HOST: endpoints.authorityHost,
    COSMOS_ENDPOINT: endpoints.cosmos.endpoint,
    HEALTH_PORT: String(healthPort),
    HEALTH_HOST: '127.0.0.1',
    DRAIN_TIME: '3s',
    LOG_FORMAT: 'json',
  };
  return {
    name,
    command: process.execPath,
    args: ['--enable-source-maps', bundle ?? bundleOf(root, app)],
    env: { ...common, ...own[app](instance, environment) },
    logFile: join(dataDir, 'logs', `${name}.log`),
  };
}

const channels = releases.map((version) => `stable-${version.split('.').slice(0, 2).join('.')}`);

type Own = (instance: ServiceInstance, environment: ServiceEnvironment) => Record<string, string>;

const bus = ({ serviceBus }: Endpoints) => ({ SERVICE_BUS_CONNECTION_STRING: serviceBus.connectionString });
const times = (text: string | undefined): Record<string, string> =>
  text === undefined ? {} : { PROTOCOL_TIMES: text };

const own: Record<AppName, Own> = {
  mirror: (_, { endpoints }) => ({
    GRAPH_URL: endpoints.upstream?.graph ?? '',
    CHANNELS: channels.join(),
    WATCH_EVERY: '30s',
    SOURCE_HOSTS: `quay.io=${endpoints.upstream?.registry ?? ''}`,
    SOURCE_AUTH_FILE: endpoints.upstream?.pullSecret ?? '',
    REGISTRY: endpoints.registry,
    INSTALLER_STORE: endpoints.rp.installerStore,
  }),
  frontend: ({ port }, { endpoints }) => ({
    HOST: '127.0.0.1',
    PORT: String(port),
    LOCATION: endpoints.location,
    KEY_VAULT_URL: endpoints.keyVault,
    SERVER_CERTIFICATE: certificateName,
    DATA_KEY: dataKeyName,
    ARM_METADATA_URL: `${endpoints.arm}/metadata/authentication`,
    CLUSTER_DOMAIN: endpoints.dnsZone.name,
    RETRY_AFTER: '1',
    SERVE_WHILE_DRAINING: '1s',
  }),
  'change-feed': (_, { endpoints, protocolTimes }) => ({ ...bus(endpoints), ...times(protocolTimes) }),
  backend: ({ name }, { endpoints, protocolTimes, dataDir }) => ({
    ...bus(endpoints),
    ...times(protocolTimes),
    ARM_ENDPOINT: endpoints.arm,
    RP_CLIENT_ID: endpoints.identities['resource-provider']?.clientId ?? '',
    RP_CLIENT_SECRET: endpoints.identities['resource-provider']?.clientSecret ?? '',
    LOCATION: endpoints.location,
    KEY_VAULT_URL: endpoints.keyVault,
    DATA_KEY: dataKeyName,
    GRAPH_ENDPOINT: endpoints.graph,
    DNS_ZONE: endpoints.dnsZone.name,
    DNS_ZONE_RESOURCE_GROUP: endpoints.dnsZone.resourceGroup,
    SERVICE_SUBSCRIPTION_ID: endpoints.rp.subscriptionId,
    SERVICE_RESOURCE_GROUP: endpoints.rp.resourceGroup,
    NETWORK_SHARDS: endpoints.rp.networkShards.join(),
    REGISTRY_ID: endpoints.rp.registryId,
    INSTALLER_STORE: endpoints.rp.installerStore,
    INSTALLER_OUTPUT: endpoints.rp.installerOutput,
    INSTALLER_FOLDER: join(dataDir, 'installers', name),
    CLUSTER_PROXY: endpoints.clusterProxy,
    // Azure answers here within milliseconds, and rights spread within seconds.
    POLL_EVERY: '250ms',
    RIGHTS_SPREAD_WITHIN: '20s',
    REQUESTS_END_WITHIN: '10s',
  }),
};
