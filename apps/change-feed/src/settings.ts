import { databaseName } from '@aro-rp/database';
import { setting, type SettingsOf } from '@aro-rp/service';

export const settings = {
  cosmosEndpoint: setting.url('COSMOS_ENDPOINT', 'the Cosmos DB account'),
  cosmosDatabase: setting.text('COSMOS_DATABASE', 'the database in it', databaseName),
  serviceBusNamespace: setting.optional(
    setting.text('SERVICE_BUS_NAMESPACE', "the Service Bus namespace's host, for the service's own identity"),
  ),
  serviceBusConnection: setting.optional(
    setting.secret(
      'SERVICE_BUS_CONNECTION_STRING',
      'instead of SERVICE_BUS_NAMESPACE, where identities cannot be used',
    ),
  ),
  protocolTimes: setting.text(
    'PROTOCOL_TIMES',
    "times of the work protocol that differ from their defaults, such as 'feedPoll=50ms,sweepEvery=30s'",
    '',
  ),
};
export type ChangeFeedSettings = SettingsOf<typeof settings>;
