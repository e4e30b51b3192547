import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { launcher } from './testing.ts';

describe('tools/az/az', () => {
  let folder: string;
  beforeEach(() => (folder = realpathSync(mkdtempSync(join(tmpdir(), 'launcher-')))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** What the launcher itself needs, and no Azure CLI. */
  const tools = () => {
    const bin = join(folder, 'tools');
    spawnSync('mkdir', [bin]);
    for (const name of ['sh', 'readlink', 'dirname']) {
      const { stdout } = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
      symlinkSync(stdout.trim(), join(bin, name));
    }
    return bin;
  };
  const script = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    chmodSync(join(folder, name), 0o755);
  };
  const run = (path: string, ...args: string[]) => spawnSync(launcher, args, { encoding: 'utf8', env: { PATH: path } });

  it('says how to install the Azure CLI when there is none but itself', () => {
    const { status, stderr } = run(`${dirname(launcher)}:${tools()}`, 'version');

    expect(status).toBe(127);
    expect(stderr).toContain('azure-cli is not installed');
    expect(stderr).toContain('apt-get install azure-cli');
  });

  it('runs its Python file by the Python that the installed az names, with every argument as it was', () => {
    script('python3', '#!/bin/sh\nfor one in "$@"; do echo "<$one>"; done\n');
    script('az', `#!${folder}/python3\n`);

    const { stdout } = run(`${tools()}:${folder}`, 'group', 'a b', '', '*');

    expect(stdout.split('\n')).toEqual([`<${join(dirname(launcher), 'az.py')}>`, '<group>', '<a b>', '<>', '<*>', '']);
  });

  it('leaves an az that brings its own Python alone', () => {
    script('az', '#!/bin/sh\necho "its own: $*"\nexit 3\n');

    expect(run(`${tools()}:${folder}`, 'group', 'list')).toMatchObject({ status: 3, stdout: 'its own: group list\n' });
  });
});
