import { runService } from '@aro-rp/service';
import { startBackend } from './app.ts';
import { settings } from './settings.ts';

await runService({
  name: 'backend',
  version: process.env.ARO_RP_VERSION ?? 'development',
  about: 'creates, updates and deletes clusters, one slice of a plan per message',
  settings,
  start: startBackend,
});
