import { runService } from '@aro-rp/service';
import { startBackend } from './app.ts';
import { disableVersionCommand, enableVersionCommand } from './commands/enable-version-command.ts';
import { listVersionsCommand } from './commands/list-versions-command.ts';
import { showClusterCommand } from './commands/show-cluster-command.ts';
import { updateRoleSetsCommand } from './commands/update-role-sets-command.ts';
import { updateVersionsCommand } from './commands/update-versions-command.ts';
import { settings } from './settings.ts';

const commands: Readonly<Record<string, (args: readonly string[]) => Promise<number>>> = {
  'list-versions': listVersionsCommand,
  'enable-version': enableVersionCommand,
  'disable-version': disableVersionCommand,
  'update-versions': updateVersionsCommand,
  'update-role-sets': updateRoleSetsCommand,
  'show-cluster': showClusterCommand,
};

const [name = '', ...rest] = process.argv.slice(2);
const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
if (command) process.exitCode = await command(rest);
else
  await runService({
    name: 'backend',
    version: process.env.ARO_RP_VERSION ?? 'development',
    about:
      'creates, updates and deletes clusters, one slice of a plan per message ' +
      '(commands beside the service, of which --help tells more: `backend list-versions`, `enable-version` and ' +
      '`disable-version`: what may be installed; `update-versions` and `update-role-sets`: the same, and the roles of ' +
      'workload identities, by a file; `show-cluster`: where a cluster stands, and why it failed)',
    settings,
    start: startBackend,
  });
