import { createHash } from 'node:crypto';

/** What a test may want to know of the runs of a {@link smallInstaller}. */
export interface SmallInstaller {
  /** An executable file's bytes. */
  bytes: Buffer;
  /** As a version's document names it. */
  installer: { digest: string; size: number };
}

/**
 * A program that stands where `openshift-install` would, as far as its driver looks: two commands, names and keys that
 * are new in every run. It appends a line to `journal` when a run begins, and goes on once `gate` is there.
 * @param behaviour JavaScript that runs first in `create manifests`; may end the process
 */
export function smallInstaller({
  journal,
  gate,
  behaviour = '',
}: {
  journal: string;
  gate?: string;
  behaviour?: string;
}): SmallInstaller {
  const bytes = Buffer.from(`#!${process.execPath}\n${program(JSON.stringify({ journal, gate }), behaviour)}`);
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  return { bytes, installer: { digest, size: bytes.byteLength } };
}

const program = (data: string, behaviour: string) => `
const fs = require('node:fs');
const path = require('node:path');
const crypto = require('node:crypto');
const { journal, gate } = ${data};
const [, command] = process.argv.slice(2);
const dir = process.argv[process.argv.indexOf('--dir') + 1];
const write = (name, value) => {
  fs.mkdirSync(path.dirname(path.join(dir, name)), { recursive: true });
  fs.writeFileSync(path.join(dir, name), typeof value === 'string' ? value : JSON.stringify(value));
};
const base64 = (text) => Buffer.from(text).toString('base64');
const stateFile = '.openshift_install_state.json';
if (command === 'manifests') manifests();
else ignition();

function manifests() {
  fs.appendFileSync(journal, process.pid + '\\n');
  ${behaviour}
  while (gate && !fs.existsSync(gate)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  const I = 'demo-' + crypto.randomBytes(3).toString('hex').slice(0, 5);
  const uuid = crypto.randomUUID();
  fs.unlinkSync(path.join(dir, 'install-config.yaml'));
  write('manifests/cluster-infrastructure-02-config.yml', { kind: 'Infrastructure', status: { infrastructureName: I } });
  write('manifests/cluster-dns-02-config.yml', { kind: 'DNS', spec: { publicZone: { id: 'zone' } } });
  write('openshift/99_openshift-machine-api_master-control-plane-machine-set.yaml', {
    kind: 'ControlPlaneMachineSet',
    spec: { state: 'Active' },
  });
  for (const n of [0, 1, 2])
    write('openshift/99_openshift-cluster-api_master-machines-' + n + '.yaml', {
      kind: 'Machine',
      metadata: { name: I + '-master-' + n },
    });
  write('openshift/99_openshift-cluster-api_worker-machineset-0.yaml', {
    kind: 'MachineSet',
    metadata: { name: I + '-worker-eastus1' },
  });
  const keyPair = { CertRaw: base64('certificate of ' + I), KeyRaw: base64('key of ' + I) };
  write(stateFile, {
    '*installconfig.ClusterID': { UUID: uuid, InfraID: I },
    '*installconfig.InstallConfig': {},
    '*tls.AdminKubeConfigSignerCertKey': keyPair,
    '*tls.RootCA': keyPair,
    '*kubeconfig.AdminInternalClient': { File: { Data: base64('kubeconfig of ' + I) } },
    '*password.KubeadminPassword': { Password: 'password of ' + I },
  });
}

function ignition() {
  const state = JSON.parse(fs.readFileSync(path.join(dir, stateFile), 'utf8'));
  const { UUID: clusterID, InfraID: infraID } = state['*installconfig.ClusterID'];
  for (const folder of ['manifests', 'openshift']) fs.rmSync(path.join(dir, folder), { recursive: true });
  write('metadata.json', { clusterName: 'demo', clusterID, infraID });
  write('auth/kubeadmin-password', 'password of ' + infraID);
  for (const name of ['bootstrap', 'master', 'worker'])
    write(name + '.ign', { ignition: { version: '3.2.0' }, of: name + ' of ' + infraID });
}
`;
