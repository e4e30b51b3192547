import { parseArgs } from 'node:util';
import { type Level, parseLevel } from './log.ts';

export type CommandLine =
  | { kind: 'version' }
  | { kind: 'create'; what: 'manifests' | 'ignition-configs'; folder: string; level: Level }
  | { kind: 'refused'; reason: string };

/** The part of the binary's command line that works up to the Ignition configurations. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const refused = (reason: string): CommandLine => ({ kind: 'refused', reason });
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { dir: { type: 'string', default: '.' }, 'log-level': { type: 'string', default: 'info' } },
    });
    const level = parseLevel(values['log-level']);
    if (level === undefined) return refused(`invalid log-level: not a valid logrus Level: "${values['log-level']}"`);
    const [command, what, ...rest] = positionals;
    if (command === 'version' && what === undefined) return { kind: 'version' };
    if (command === 'create' && rest.length === 0 && (what === 'manifests' || what === 'ignition-configs'))
      return { kind: 'create', what, folder: values.dir, level };
    return refused(`unknown command "${positionals.join(' ')}" for "openshift-install"`);
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error));
  }
}
