import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Secret } from '@aro-rp/telemetry';
import { type Instant } from '@aro-rp/time';
import { type InstallerOutput } from '../output.ts';
import { InstallerError } from './installer-error.ts';
import { readState, requiredAssets, StateError } from './state.ts';

/**
 * What the two commands left in the folder, complete and of the shapes that we rely on.
 * @throws InstallerError `output` that names the file at fault
 */
export async function collectOutput(folder: string, createdAt: Instant): Promise<InstallerOutput> {
  const text = async (name: string): Promise<string> => {
    const content = await readFile(join(folder, name), 'utf8').catch(() => '');
    if (content.trim() === '') throw wrong(name, 'is missing or empty');
    return content;
  };
  const [metadata, bootstrap, master, worker, password, state] = await Promise.all(
    [
      'metadata.json',
      'bootstrap.ign',
      'master.ign',
      'worker.ign',
      'auth/kubeadmin-password',
      '.openshift_install_state.json',
    ].map(text),
  );
  const { infraID, clusterID } = object(metadata, 'metadata.json');
  return {
    infraId: matching(infraID, /^[a-zA-Z0-9][a-zA-Z0-9-]{0,26}$/, 'infraID'),
    clusterId: matching(clusterID, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i, 'clusterID'),
    createdAt,
    bootstrapIgnition: new Secret(ignition(bootstrap, 'bootstrap.ign')),
    masterIgnition: ignition(master, 'master.ign'),
    workerIgnition: ignition(worker, 'worker.ign'),
    state: new Secret(state as string),
    kubeadminPassword: new Secret((password as string).trim()),
    adminKubeconfig: adminKubeconfig(new Secret(state as string)),
  };
}

/** Ignition specification 3.x only: earlier ones do not boot OpenShift 4.6 and later. */
function ignition(text: string | undefined, name: string): string {
  const { version } = Object(object(text, name)['ignition']) as { version?: unknown };
  if (typeof version !== 'string' || !version.startsWith('3.')) throw wrong(name, 'is no Ignition 3.x configuration');
  return text as string;
}

function adminKubeconfig(text: Secret): Secret {
  const name = '.openshift_install_state.json';
  try {
    const state = readState(text);
    const missing = requiredAssets.filter((asset) => !state.has(asset));
    if (missing.length > 0) throw wrong(name, `lacks ${missing.join(', ')}`);
    state.keyPair('*tls.AdminKubeConfigSignerCertKey');
    return new Secret(state.file('*kubeconfig.AdminInternalClient'));
  } catch (error) {
    throw error instanceof StateError ? wrong(name, error.message) : error;
  }
}

function object(text: string | undefined, name: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text ?? '')) as Record<string, unknown>;
  } catch {
    throw wrong(name, 'is no JSON');
  }
}

function matching(value: unknown, pattern: RegExp, member: string): string {
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw wrong('metadata.json', `has no valid ${member}`);
}

const wrong = (file: string, problem: string) =>
  new InstallerError('output', `${file} ${problem}`, { command: 'create ignition-configs', exitCode: 0 });
