import { runService } from '@aro-rp/service';
import { startBackend } from './app.ts';
import { showClusterCommand } from './commands/show-cluster-command.ts';
import { updateRoleSetsCommand } from './commands/update-role-sets-command.ts';
import { updateVersionsCommand } from './commands/update-versions-command.ts';
import { settings } from './settings.ts';

const [command, ...rest] = process.argv.slice(2);
if (command === 'update-versions') process.exitCode = await updateVersionsCommand(rest);
else if (command === 'update-role-sets') process.exitCode = await updateRoleSetsCommand(rest);
else if (command === 'show-cluster') process.exitCode = await showClusterCommand(rest);
else
  await runService({
    name: 'backend',
    version: process.env.ARO_RP_VERSION ?? 'development',
    about:
      'creates, updates and deletes clusters, one slice of a plan per message ' +
      '(`backend update-versions --help`: what may be installed; ' +
      '`backend update-role-sets --help`: the roles of workload identities; ' +
      '`backend show-cluster --help`: where a cluster stands, and why it failed)',
    settings,
    start: startBackend,
  });
