import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apps, buildBundles, bundleOf } from '@aro-rp/start';
import { root } from './harness/system.ts';

describe.each(apps)('the bundle of %s, alone in an empty folder', (app) => {
  let folder: string;

  beforeAll(async () => {
    if (app === apps[0]) await buildBundles(root);
    folder = mkdtempSync(join(tmpdir(), 'aro-rp-bundle-'));
    cpSync(bundleOf(root, app), join(folder, 'main.mjs'));
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const run = (...args: string[]) =>
    spawnSync(process.execPath, ['main.mjs', ...args], { cwd: folder, encoding: 'utf8', env: {}, timeout: 20_000 });

  it('prints its version', () => {
    expect(run('--version')).toMatchObject({ status: 0, stdout: `${app} 0.1.0\n` });
  });

  it('prints its settings on --help', () => {
    const { status, stdout } = run('--help');

    expect(status).toBe(0);
    expect(stdout).toContain('COSMOS_ENDPOINT');
    expect(stdout).toContain('Exit codes');
  });

  it('refuses to start without settings, naming every one that is missing, with exit code 2', () => {
    const { status, stderr } = run('--nonsense');

    expect(status).toBe(2);
    for (const name of ['AZURE_CLIENT_ID', 'AZURE_TENANT_ID', 'COSMOS_ENDPOINT', '--nonsense'])
      expect(stderr).toContain(name);
  });
});
