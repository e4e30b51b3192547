import { databaseName } from '@aro-rp/database';
import { setting, type SettingsOf } from '@aro-rp/service';
import { minutes, seconds } from '@aro-rp/time';

/** Where releases are announced and which of them are wanted. */
export const graphSettings = {
  graphUrl: setting.url(
    'GRAPH_URL',
    'the update graph (Cincinnati)',
    'https://api.openshift.com/api/upgrades_info/v1/graph',
  ),
  architecture: setting.text('ARCHITECTURE', "the graph's name of the machines' architecture", 'amd64'),
  minimumVersion: setting.text('MINIMUM_VERSION', 'no release before it is mirrored', '4.16.0'),
  deniedVersions: setting.list('DENIED_VERSIONS', 'releases that are never mirrored', []),
};

/** From where images are read and where they are written. */
export const registrySettings = {
  registry: setting.text('REGISTRY', 'host of the registry that images are copied to, such as arosvc.azurecr.io'),
  registryAuth: setting.optional(
    setting.text(
      'REGISTRY_AUTH_FILE',
      "a docker config file with the registry's credentials; without it the service's own identity signs in",
    ),
  ),
  sourceAuth: setting.optional(
    setting.text(
      'SOURCE_AUTH_FILE',
      'a docker config file with credentials of the registries that are read, by the hosts that are reached',
    ),
  ),
  sourceHosts: setting.list(
    'SOURCE_HOSTS',
    'where registries are reached that are not at their own name, such as quay.io=cache.example:5000',
    [],
  ),
  plainHttpHosts: setting.list('PLAIN_HTTP_HOSTS', 'registries of this machine that speak no TLS', []),
  imagesAtOnce: setting.count('IMAGES_AT_ONCE', 'how many images are copied at once', 8),
  stallTimeout: setting.duration('STALL_TIMEOUT', 'a connection on which nothing moves for so long is cut', minutes(1)),
};

export type RegistrySettings = SettingsOf<typeof registrySettings>;

const cosmosEndpoint = setting.url('COSMOS_ENDPOINT', 'the Cosmos DB account where it is recorded what is mirrored');
const installerStore = setting.url('INSTALLER_STORE', 'the blob container for openshift-install, by digest');
const shared = {
  cosmosDatabase: setting.text('COSMOS_DATABASE', 'the database in it', databaseName),
  leaseFreeAfter: setting.duration(
    'LEASE_FREE_AFTER',
    'a release whose lease nobody has renewed for so long is taken over',
    seconds(60),
  ),
};

/** Commands work without a database and without a store too: nothing is recorded then, and nothing is offered. */
export const commandSettings = {
  ...graphSettings,
  ...registrySettings,
  ...shared,
  cosmosEndpoint: setting.optional(cosmosEndpoint),
  installerStore: setting.optional(installerStore),
};
export type CommandSettings = SettingsOf<typeof commandSettings>;

export const settings = {
  ...graphSettings,
  channels: setting.list('CHANNELS', 'the channels that are watched, such as stable-4.16,stable-4.18'),
  watchEvery: setting.duration('WATCH_EVERY', 'how often the graph is read', minutes(10)),
  ...registrySettings,
  ...shared,
  cosmosEndpoint,
  installerStore,
};
export type MirrorSettings = SettingsOf<typeof settings>;
