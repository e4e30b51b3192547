import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { deploy } from '../testing.ts';

const root = join(__dirname, '../../..');

/** What cloud-init writes on a service's machine, by path. */
export function filesOf(service: string): Record<string, string> {
  const { puts } = deploy(readFileSync(join(root, 'deploy', `${service}.json`), 'utf8'));
  const custom = /"customData":"([^"]+)"/.exec(JSON.stringify(puts))?.[1] ?? '';
  const { write_files: files } = parse(Buffer.from(custom, 'base64').toString()) as {
    write_files: { path: string; content: string }[];
  };
  return Object.fromEntries(files.map(({ path, content }) => [path, content]));
}

/**
 * A folder in which scripts of a machine run with stand-ins for the programs that they call: each writes its name, its
 * arguments and what it reads to the log, then does its part, which is a line of bash.
 */
export function standIns(programs: Readonly<Record<string, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'machine-'));
  const log = join(folder, 'log');
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(folder, 'run'));
  for (const [name, part] of Object.entries(programs)) {
    const path = join(folder, 'bin', name);
    writeFileSync(path, `#!/bin/bash\necho "${name} $*" >>"${log}"\n${part}\n`);
    chmodSync(path, 0o755);
  }
  writeFileSync(log, '');
  return {
    folder,
    run(script: string): number | null {
      const text = script.replaceAll('/run/aro', join(folder, 'run'));
      const env = { PATH: `${join(folder, 'bin')}:/usr/bin:/bin` };
      return spawnSync('bash', ['-s'], { input: text, env, timeout: 20_000 }).status;
    },
    calls: () => readFileSync(log, 'utf8').split('\n').slice(0, -1),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
