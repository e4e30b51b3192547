import { runService } from '@aro-rp/service';
import { startChangeFeed } from './app.ts';
import { settings } from './settings.ts';

await runService({
  name: 'change-feed',
  version: process.env.ARO_RP_VERSION ?? 'development',
  about: 'announces unfinished work from the Cosmos DB change feed on Service Bus',
  settings,
  start: startChangeFeed,
});
