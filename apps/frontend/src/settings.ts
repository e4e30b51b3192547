import { databaseName } from '@aro-rp/database';
import { type Setting, setting, type SettingsOf } from '@aro-rp/service';
import { minutes, seconds } from '@aro-rp/time';

/** ARM takes nothing longer (ARM RPC "async-api"). */
const upTo = (most: number, one: Setting<number>): Setting<number> => ({
  ...one,
  allowed: `a whole number, 1 to ${most}`,
  read(text) {
    const value = one.read(text);
    return value === undefined || value > most ? undefined : value;
  },
});

export const settings = {
  host: setting.text('HOST', 'the address that is listened on', '0.0.0.0'),
  port: setting.port('PORT', 'the port that is listened on', 8443),
  location: setting.text('LOCATION', 'the Azure region that this service runs in, such as eastus'),
  clusterDomain: setting.optional(
    setting.text('CLUSTER_DOMAIN', 'the DNS zone in which clusters get a name, such as eastus.aroapp.io'),
  ),
  cosmosEndpoint: setting.url('COSMOS_ENDPOINT', 'the Cosmos DB account'),
  cosmosDatabase: setting.text('COSMOS_DATABASE', 'the database in it', databaseName),
  keyVault: setting.url('KEY_VAULT_URL', 'the vault with the server certificate and the data keys'),
  certificateName: setting.text('SERVER_CERTIFICATE', "the server certificate's name in the vault", 'rp-server'),
  certificateEvery: setting.duration(
    'CERTIFICATE_EVERY',
    'how often to look for a newer one, which is served from then on',
    minutes(5),
  ),
  dataKeyName: setting.text('DATA_KEY', "the data keys' name in the vault", 'data-key'),
  armMetadata: setting.url(
    'ARM_METADATA_URL',
    "ARM's authentication metadata, with the certificates that it calls with",
    'https://admin.management.azure.com/metadata/authentication',
  ),
  adminIssuers: setting.optional(
    setting.text('ADMIN_ISSUERS', "the authorities that issue administrators' certificates, as PEM"),
  ),
  adminCommonName: setting.optional(
    setting.text('ADMIN_COMMON_NAME', "the common name of administrators' certificates; needs ADMIN_ISSUERS"),
  ),
  retryAfter: upTo(600, setting.count('RETRY_AFTER', 'seconds that clients are told to wait between polls', 10)),
  requestBurst: setting.count(
    'REQUEST_BURST',
    'requests that a subscription may send to a replica at once after a pause',
    10_000,
  ),
  requestsPerSecond: setting.count(
    'REQUESTS_PER_SECOND',
    'requests that a subscription may send to a replica each second in the long run',
    200,
  ),
  serveWhileDraining: setting.duration(
    'SERVE_WHILE_DRAINING',
    'how long to go on serving after SIGTERM until load balancers have noticed; less than DRAIN_TIME',
    seconds(20),
  ),
};
export type FrontendSettings = SettingsOf<typeof settings>;
