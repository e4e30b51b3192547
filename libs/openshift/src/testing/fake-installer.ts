import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAuthority } from './authority.ts';
import { clusterId, infraId, sampleKubeconfig, sampleState } from './sample.ts';
import { sampleManifests } from './sample-manifests.ts';

/** A folder for one test and a program in it that stands where `openshift-install` would. */
export interface FakeInstaller extends AsyncDisposable {
  binary: string;
  /** For the driver's private folders. */
  scratch: string;
  /** What each call saw: arguments, environment, the names and texts of its files. */
  calls(): Promise<Call[]>;
}

export interface Call {
  args: string[];
  env: Record<string, string>;
  files: Record<string, string>;
  credentials: Record<string, string>;
  modes: Record<string, string>;
}

/**
 * @param behaviour JavaScript that runs in each call before the usual work, with `command` (`manifests` or
 * `ignition-configs`), `dir`, `say(level, msg)` (as the binary prints: unquoted, line by line), `fs`, `path` and `hang()`; it may end the process.
 */
export async function createFakeInstaller(behaviour = ''): Promise<FakeInstaller> {
  const folder = await mkdtemp(join(tmpdir(), 'fake-installer-'));
  const binary = join(folder, 'openshift-install');
  const journal = join(folder, 'calls.jsonl');
  const state = sampleState(
    await createAuthority('admin-kubeconfig-signer'),
    sampleKubeconfig(await createAuthority('lb')),
  );
  const data = { journal, state, infraId, clusterId, manifests: [...sampleManifests('4.16')] };
  await writeFile(binary, `#!${process.execPath}\n${program(JSON.stringify(data), behaviour)}`);
  await chmod(binary, 0o700);
  return {
    binary,
    scratch: join(folder, 'scratch'),
    calls: async () =>
      (await readFile(journal, 'utf8').catch(() => ''))
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as Call),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

export const digestOf = (bytes: Uint8Array): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

const program = (data: string, behaviour: string) => `
const fs = require('node:fs');
const path = require('node:path');
const data = ${data};
const [, command] = process.argv.slice(2);
const dir = process.argv[process.argv.indexOf('--dir') + 1];
const say = (level, msg) => {
  for (const line of msg.split('\\n'))
    process.stderr.write('level=' + level + (line === '' ? '' : ' msg=' + line) + '\\n');
};
const hang = () => { setInterval(() => {}, 1e6); };
const read = (name) => fs.readFileSync(path.join(dir, name), 'utf8');
const write = (name, text) => {
  fs.mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
  fs.writeFileSync(path.join(dir, name), text);
};
const list = (name) => fs.existsSync(path.join(dir, name)) ? fs.readdirSync(path.join(dir, name)) : [];
const seen = { args: process.argv.slice(2), env: process.env, files: {}, modes: {} };
for (const name of fs.readdirSync(dir)) if (fs.statSync(path.join(dir, name)).isFile()) seen.files[name] = read(name);
for (const folder of ['manifests', 'openshift'])
  for (const name of list(folder)) seen.files[folder + '/' + name] = read(folder + '/' + name);
const mode = (file) => (fs.statSync(file).mode & 0o777).toString(8);
seen.credentials = JSON.parse(fs.readFileSync(process.env.AZURE_AUTH_LOCATION, 'utf8'));
seen.modes = { folder: mode(path.dirname(dir)), dir: mode(dir), credentials: mode(process.env.AZURE_AUTH_LOCATION) };
fs.appendFileSync(data.journal, JSON.stringify(seen) + '\\n');
(() => {
  ${behaviour}
  if (command === 'manifests') {
    fs.unlinkSync(path.join(dir, 'install-config.yaml'));
    for (const [name, text] of data.manifests) write(name, text);
    say('info', 'Manifests created in: ' + dir);
    return;
  }
  for (const folder of ['manifests', 'openshift']) fs.rmSync(path.join(dir, folder), { recursive: true });
  write('.openshift_install_state.json', data.state);
  write('metadata.json', JSON.stringify({ clusterName: 'demo', clusterID: data.clusterId, infraID: data.infraId }));
  write('auth/kubeadmin-password', 'aaaaa-bbbbb-ccccc-ddddd');
  for (const name of ['bootstrap', 'master', 'worker'])
    write(name + '.ign', JSON.stringify({ ignition: { version: '3.2.0' }, of: name }));
  say('info', 'Ignition-Configs created in: ' + dir);
})();
`;
