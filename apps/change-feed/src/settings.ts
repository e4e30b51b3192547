import { databaseName } from '@aro-rp/database';
import { serviceBusSettings, setting, type SettingsOf } from '@aro-rp/service';

export const settings = {
  cosmosEndpoint: setting.url('COSMOS_ENDPOINT', 'the Cosmos DB account'),
  cosmosDatabase: setting.text('COSMOS_DATABASE', 'the database in it', databaseName),
  ...serviceBusSettings,
  protocolTimes: setting.text(
    'PROTOCOL_TIMES',
    "times of the work protocol that differ from their defaults, such as 'feedPoll=50ms,sweepEvery=30s'",
    '',
  ),
};
export type ChangeFeedSettings = SettingsOf<typeof settings>;
