import { databaseName } from '@aro-rp/database';
import { serviceBusSettings, setting, type SettingsOf } from '@aro-rp/service';
import { minutes, seconds } from '@aro-rp/time';

export const settings = {
  location: setting.text('LOCATION', 'the Azure region that this service runs in, such as eastus'),
  cosmosEndpoint: setting.url('COSMOS_ENDPOINT', 'the Cosmos DB account'),
  cosmosDatabase: setting.text('COSMOS_DATABASE', 'the database in it', databaseName),
  ...serviceBusSettings,
  keyVault: setting.url('KEY_VAULT_URL', 'the vault with the data keys'),
  dataKeyName: setting.text('DATA_KEY', "the data keys' name in the vault", 'data-key'),
  receivers: setting.count('RECEIVERS', 'how many clusters are worked on at once', 16),
  armEndpoint: setting.url('ARM_ENDPOINT', 'Azure Resource Manager', 'https://management.azure.com'),
  graphEndpoint: setting.url('GRAPH_ENDPOINT', 'Microsoft Graph, above /v1.0', 'https://graph.microsoft.com'),
  authorityHost: setting.url('AZURE_AUTHORITY_HOST', 'the root of Entra ID', 'https://login.microsoftonline.com'),
  rpClientId: setting.uuid('RP_CLIENT_ID', "the resource provider's application, which acts in customers' tenants"),
  rpClientSecret: setting.optional(
    setting.secret('RP_CLIENT_SECRET', 'its secret; or else RP_CLIENT_CERTIFICATE_PATH'),
  ),
  rpCertificatePath: setting.optional(
    setting.text('RP_CLIENT_CERTIFICATE_PATH', 'a PEM file with its key and certificate; or else RP_CLIENT_SECRET'),
  ),
  serviceSubscriptionId: setting.uuid('SERVICE_SUBSCRIPTION_ID', "the service's own subscription"),
  serviceResourceGroup: setting.text('SERVICE_RESOURCE_GROUP', 'the group in it that private endpoints are made in'),
  dnsZone: setting.text('DNS_ZONE', 'the zone in which clusters get a name, such as eastus.aroapp.io'),
  dnsResourceGroup: setting.text('DNS_ZONE_RESOURCE_GROUP', "the group of the service's subscription that it is in"),
  networkShards: setting.list('NETWORK_SHARDS', 'ids of the subnets that private endpoints are made in'),
  serviceSubnets: setting.list(
    'SERVICE_SUBNETS',
    "ids of the subnets from which the service writes into clusters' storage accounts",
    [],
  ),
  registryId: setting.text('REGISTRY_ID', 'the id of the container registry that clusters pull releases from'),
  installerStore: setting.url('INSTALLER_STORE', 'the blob container with openshift-install, by digest'),
  installerOutput: setting.url('INSTALLER_OUTPUT', 'the blob container for what openshift-install makes, sealed'),
  installerFolder: setting.text(
    'INSTALLER_FOLDER',
    'a folder of this process alone, for binaries and running installers; in memory where it can be',
  ),
  installerMedium: setting.oneOf(
    ['tmpfs', 'any'],
    'INSTALLER_MEDIUM',
    'what INSTALLER_FOLDER has to be on: with tmpfs no installer runs where its credentials would reach a disk',
    'any',
  ),
  installers: setting.count('INSTALLERS', 'how many installers run at once, each with up to 2 GB of memory', 2),
  installerTimeout: setting.duration('INSTALLER_TIMEOUT', 'how long one run of the installer may take', minutes(5)),
  clusterProxy: setting.optional(
    setting.url('CLUSTER_PROXY', 'an HTTP proxy on the way to private endpoints, where there is no direct one'),
  ),
  pollEvery: setting.duration(
    'POLL_EVERY',
    'how often Azure and clusters are asked whether they are done',
    seconds(10),
  ),
  spreadWithin: setting.duration('RIGHTS_SPREAD_WITHIN', 'how long rights and secrets may take to spread', minutes(10)),
  requestsEndWithin: setting.duration(
    'REQUESTS_END_WITHIN',
    'how long after a subscription was deleted a request may be accepted that was let in before: more than a frontend works on one, and the longest call of Cosmos DB',
    minutes(2),
  ),
  protocolTimes: setting.text(
    'PROTOCOL_TIMES',
    "times of the work protocol that differ from their defaults, such as 'lease=10s,renewEvery=3s'",
    '',
  ),
};
export type BackendSettings = SettingsOf<typeof settings>;
