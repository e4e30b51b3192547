import { runService } from '@aro-rp/service';
import { startFrontend } from './app.ts';
import { settings } from './settings.ts';

await runService({
  name: 'frontend',
  version: process.env.ARO_RP_VERSION ?? 'development',
  about: "serves the resource provider's API to Azure Resource Manager",
  settings,
  start: startFrontend,
});
