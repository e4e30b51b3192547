import { runService } from '@aro-rp/service';
import { startMirror } from './app.ts';
import { commandNames } from './commands/arguments.ts';
import { runCommand } from './commands/run-command.ts';
import { settings } from './settings.ts';

const args = process.argv.slice(2);
const isCommand = args.some((arg) => commandNames.some((name) => name === arg));
if (isCommand) process.exitCode = await runCommand(args);
else
  await runService({
    name: 'mirror',
    version: process.env.ARO_RP_VERSION ?? 'development',
    about:
      "copies OpenShift releases into the service's registry as they are published " +
      '(`mirror release --help`: the commands, for one release, a channel or a list of images)',
    settings,
    start: startMirror,
  });
