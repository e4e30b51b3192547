import { runService } from '@aro-rp/service';
import { startBackend } from './app.ts';
import { updateVersionsCommand } from './commands/update-versions-command.ts';
import { settings } from './settings.ts';

const [command, ...rest] = process.argv.slice(2);
if (command === 'update-versions') process.exitCode = await updateVersionsCommand(rest);
else
  await runService({
    name: 'backend',
    version: process.env.ARO_RP_VERSION ?? 'development',
    about:
      'creates, updates and deletes clusters, one slice of a plan per message ' +
      '(`backend update-versions --help`: what may be installed)',
    settings,
    start: startBackend,
  });
