import { databaseName } from '@aro-rp/database';
import { serviceBusSettings, setting, type SettingsOf } from '@aro-rp/service';

export const settings = {
  cosmosEndpoint: setting.url('COSMOS_ENDPOINT', 'the Cosmos DB account'),
  cosmosDatabase: setting.text('COSMOS_DATABASE', 'the database in it', databaseName),
  ...serviceBusSettings,
  receivers: setting.count('RECEIVERS', 'how many clusters are worked on at once', 16),
  armEndpoint: setting.url('ARM_ENDPOINT', 'Azure Resource Manager', 'https://management.azure.com'),
  authorityHost: setting.url('AZURE_AUTHORITY_HOST', 'the root of Entra ID', 'https://login.microsoftonline.com'),
  rpClientId: setting.uuid('RP_CLIENT_ID', "the resource provider's application, which acts in customers' tenants"),
  rpClientSecret: setting.optional(
    setting.secret('RP_CLIENT_SECRET', 'its secret; or else RP_CLIENT_CERTIFICATE_PATH'),
  ),
  rpCertificatePath: setting.optional(
    setting.text('RP_CLIENT_CERTIFICATE_PATH', 'a PEM file with its key and certificate; or else RP_CLIENT_SECRET'),
  ),
  dnsZone: setting.text('DNS_ZONE', 'the zone in which clusters get a name, such as eastus.aroapp.io'),
  dnsResourceGroup: setting.text('DNS_ZONE_RESOURCE_GROUP', 'the resource group that the zone is in'),
  dnsSubscriptionId: setting.uuid('DNS_ZONE_SUBSCRIPTION_ID', 'the subscription that the zone is in'),
  protocolTimes: setting.text(
    'PROTOCOL_TIMES',
    "times of the work protocol that differ from their defaults, such as 'lease=10s,renewEvery=3s'",
    '',
  ),
};
export type BackendSettings = SettingsOf<typeof settings>;
