import { X509Certificate } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { matchesBcrypt } from './program/password/bcrypt.ts';
import { type InstallerTest, pullSecret, releaseImage, startInstallerTest, type Workplace } from './testing.ts';

interface IgnitionFile {
  path: string;
  mode: number;
  contents: { source: string };
}
interface Ignition {
  ignition: { version: string };
  passwd: { users: { name: string; sshAuthorizedKeys: string[] }[] };
  storage: { files: IgnitionFile[] };
  systemd: { units: { name: string; enabled?: boolean }[] };
}
type CertKey = { CertRaw: string; KeyRaw: string; FileList: { Filename: string }[] };

const json = <T>(place: Workplace, name: string) => JSON.parse(place.read(name)) as T;
const decoded = (text: string) => Buffer.from(text, 'base64').toString();
const dnsFile = 'manifests/cluster-dns-02-config.yml';
const prefix = 'data:text/plain;charset=utf-8;base64,';

let test: InstallerTest;
beforeAll(async () => {
  test = await startInstallerTest();
}, 60_000);
afterAll(() => test[Symbol.asyncDispose]());

describe.each(['4.16', '4.18', '4.20'] as const)('create ignition-configs of %s, after edits', (minor) => {
  let place: Workplace;
  let messages: string[];
  let files: Map<string, { text: string; mode: number }>;
  let bootstrap: Ignition;
  const file = (path: string) => files.get(path)?.text ?? '';
  const tls = (name: string) => new X509Certificate(file(`/opt/openshift/tls/${name}.crt`));

  beforeAll(async () => {
    place = await test.workplace(minor);
    await place.create('manifests');
    place.write(dnsFile, place.read(dnsFile).replace(/ {2}publicZone:\n.*\n/, ''));
    place.write('manifests/91_added.yaml', 'kind: Added\n');
    rmSync(join(place.folder, 'openshift/99_role-cloud-creds-secret-reader.yaml'));
    ({ messages } = await place.create('ignition-configs'));
    bootstrap = json<Ignition>(place, 'bootstrap.ign');
    files = new Map(
      bootstrap.storage.files.map(({ path, mode, contents }) => [
        path,
        { text: decoded(contents.source.slice(prefix.length)), mode },
      ]),
    );
  });

  it('writes what the page names and consumes the manifests, added ones too', () => {
    const left = [
      'auth',
      'bootstrap.ign',
      ...(minor === '4.16' ? [] : ['cluster-api']),
      'master.ign',
      'metadata.json',
      'worker.ign',
    ];
    expect(place.list('.')).toEqual(['.openshift_install.log', '.openshift_install_state.json', ...left]);
    expect(place.list('auth')).toEqual(['kubeadmin-password', 'kubeconfig']);
    expect(
      messages
        .filter((message) => !/^ *(Loading|Fetching|Generating|Using|Reusing|Built|OpenShift)/.test(message))
        .sort(),
    ).toEqual([
      'Consuming Common Manifests from target directory',
      'Consuming Master Machines from target directory',
      'Consuming Openshift Manifests from target directory',
      'Consuming Worker Machines from target directory',
      `Ignition-Configs created in: ${place.folder} and ${place.folder}/auth`,
    ]);
  });

  it('puts the manifests as they were found into the bootstrap configuration', () => {
    expect(file(`/opt/openshift/${dnsFile}`)).toContain('privateZone');
    expect(file(`/opt/openshift/${dnsFile}`)).not.toContain('publicZone');
    expect(files.get('/opt/openshift/manifests/91_added.yaml')).toEqual({ text: 'kind: Added\n', mode: 0o644 });
    expect(files.has('/opt/openshift/openshift/99_role-cloud-creds-secret-reader.yaml')).toBe(false);
    expect(files.has('/opt/openshift/openshift/99_openshift-cluster-api_master-machines-0.yaml')).toBe(true);
  });

  it('makes Ignition 3.2.0 configurations: pointers below 2 KB, and one that no custom data could carry', () => {
    const { infraID } = json<{ infraID: string }>(place, 'metadata.json');
    expect(infraID).toMatch(/^demo-\w{5}$/);
    for (const role of ['master', 'worker']) {
      const text = place.read(`${role}.ign`);
      const { ignition } = JSON.parse(text) as { ignition: Record<string, { [name: string]: unknown }> };
      expect(text.length).toBeLessThan(2_048);
      expect(ignition['version']).toBe('3.2.0');
      expect(ignition['config']).toEqual({
        merge: [{ source: `https://api-int.demo.example.com:22623/config/${role}` }],
      });
      expect(JSON.stringify(ignition['security'])).toContain(
        `${prefix}${Buffer.from(file('/opt/openshift/tls/root-ca.crt')).toString('base64')}`,
      );
    }
    expect(place.read('bootstrap.ign').length).toBeGreaterThan(2 * 65_536);
    expect(bootstrap.ignition.version).toBe('3.2.0');
    expect(bootstrap.passwd.users[0]?.sshAuthorizedKeys).toEqual(Array(2).fill(expect.stringMatching(/^ssh-ed25519 /)));
    expect(bootstrap.systemd.units.filter(({ enabled }) => enabled).map(({ name }) => name)).toEqual([
      'kubelet.service',
      'approve-csr.service',
    ]);
    expect(bootstrap.systemd.units.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['bootkube.service', 'release-image.service']),
    );
  });

  it('tells the bootstrap machine what to pull, from where, and with what', () => {
    expect(file('/usr/local/bin/release-image-download.sh').split('\n')).toContain(`RELEASE_IMAGE=${releaseImage}`);
    expect(files.get('/root/.docker/config.json')).toEqual({ text: pullSecret, mode: 0o600 });
    const registries = file('/etc/containers/registries.conf');
    expect(registries.match(/^\[\[registry\]\]$/gm)).toHaveLength(2);
    expect(registries).toContain(
      'location = "quay.io/openshift-release-dev/ocp-release"\nmirror-by-digest-only = true',
    );
    expect(registries).toContain('[[registry.mirror]]\nlocation = "localhost:8446/openshift-release-dev/ocp-release"');
    const modes = [...files].map(([path, { mode }]) => [path.replace(/[^/]*$/, ''), mode.toString(8)].join(' '));
    expect([...new Set(modes)].sort()).toEqual([
      '/etc/containers/ 600',
      '/opt/openshift/auth/ 600',
      '/opt/openshift/manifests/ 644',
      '/opt/openshift/openshift/ 644',
      '/opt/openshift/tls/ 600',
      '/opt/openshift/tls/ 644',
      '/root/.docker/ 600',
      '/usr/local/bin/ 555',
    ]);
    expect(files.get('/opt/openshift/tls/root-ca.crt')?.mode).toBe(0o644);
  });

  it('has server certificates for both names, signed by the authority that clients get, for one day', () => {
    const signer = tls('kube-apiserver-lb-signer');
    for (const [name, host] of [
      ['kube-apiserver-lb-server', 'api.demo.example.com'],
      ['kube-apiserver-internal-lb-server', 'api-int.demo.example.com'],
    ] as const) {
      const server = tls(name);
      expect([server.checkHost(host), server.checkIssued(signer), server.verify(signer.publicKey)]).toEqual([
        host,
        true,
        true,
      ]);
      expect(file(`/opt/openshift/tls/${name}.crt`).match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
      expect(Date.parse(server.validTo) - Date.parse(server.validFrom)).toBe(86_400_000);
    }
    const kubelet = tls('kubelet-signer');
    expect(Date.parse(kubelet.validTo) - Date.parse(kubelet.validFrom)).toBe(86_400_000);
    expect([...files.keys()].filter((path) => path.includes('admin-kubeconfig'))).toEqual([
      '/opt/openshift/tls/admin-kubeconfig-ca-bundle.crt',
    ]);
    expect(file('/opt/openshift/tls/kube-apiserver-complete-server-ca-bundle.crt').match(/BEGIN/g)).toHaveLength(3);
    expect(file('/opt/openshift/tls/kube-apiserver-complete-client-ca-bundle.crt')).toContain(
      file('/opt/openshift/tls/admin-kubeconfig-ca-bundle.crt'),
    );
  });

  it('leaves the state with the keys that are read of it, of the kinds that the page names', () => {
    const state = json<Record<string, CertKey>>(place, '.openshift_install_state.json');
    const pair = (key: string) => state[key] as CertKey;
    const signer = new X509Certificate(decoded(pair('*tls.AdminKubeConfigSignerCertKey').CertRaw));
    expect(signer.subject.split('\n').sort()).toEqual(['CN=admin-kubeconfig-signer', 'OU=openshift']);
    expect([signer.ca, signer.verify(signer.publicKey), signer.publicKey.asymmetricKeyDetails?.modulusLength]).toEqual([
      true,
      true,
      2048,
    ]);
    expect(decoded(pair('*tls.AdminKubeConfigSignerCertKey').KeyRaw)).toMatch(/^-----BEGIN RSA PRIVATE KEY-----\n/);
    expect(pair('*tls.AdminKubeConfigSignerCertKey').FileList.map(({ Filename }) => Filename)).toEqual([
      'tls/admin-kubeconfig-signer.key',
      'tls/admin-kubeconfig-signer.crt',
    ]);
    const root = new X509Certificate(decoded(pair('*tls.RootCA').CertRaw));
    const machineConfigServer = tls('machine-config-server');
    expect([
      machineConfigServer.verify(root.publicKey),
      machineConfigServer.checkHost('api-int.demo.example.com'),
    ]).toEqual([true, 'api-int.demo.example.com']);
    expect(state['*installconfig.InstallConfig']).toMatchObject({
      config: { metadata: { name: 'demo' }, pullSecret, additionalTrustBundlePolicy: 'Proxyonly' },
      file: { Filename: 'install-config.yaml' },
      azure: { CloudName: 'AzurePublicCloud' },
    });
    const { infraID, clusterID } = json<Record<string, string>>(place, 'metadata.json');
    expect(state['*installconfig.ClusterID']).toEqual({ UUID: clusterID, InfraID: infraID });
    expect(place.read('.openshift_install_state.json').startsWith('{\n    "*')).toBe(true);
  });

  it('gives the administrator two kubeconfigs that differ in their server', () => {
    const state = json<Record<string, { File: { Data: string }; Config: unknown }>>(
      place,
      '.openshift_install_state.json',
    );
    const internal = decoded(state['*kubeconfig.AdminInternalClient']?.File.Data ?? '');
    const external = place.read('auth/kubeconfig');
    expect(external).toContain('server: https://api.demo.example.com:6443\n');
    expect(external.replace('api.demo', 'api-int.demo')).toBe(internal);
    expect(file('/opt/openshift/auth/kubeconfig')).toBe(internal);
    expect(file('/opt/openshift/auth/kubeconfig-loopback')).toContain('server: https://localhost:6443\n');
    const { clusters, users } = place.yaml<{
      clusters: { cluster: Record<string, string> }[];
      users: { user: Record<string, string> }[];
    }>('auth/kubeconfig');
    const client = new X509Certificate(decoded(users[0]?.user['client-certificate-data'] ?? ''));
    expect(client.subject.split('\n').sort()).toEqual(['CN=system:admin', 'O=system:masters']);
    expect(
      client.verify(new X509Certificate(file('/opt/openshift/tls/admin-kubeconfig-ca-bundle.crt')).publicKey),
    ).toBe(true);
    const authorities = decoded(clusters[0]?.cluster['certificate-authority-data'] ?? '');
    expect(authorities).toContain(file('/opt/openshift/tls/kube-apiserver-lb-ca-bundle.crt'));
    expect(authorities.match(/BEGIN/g)).toHaveLength(3);
  });

  it("gives kubeadmin's password in the folder and its hash in the manifest", () => {
    const password = place.read('auth/kubeadmin-password');
    const hash = /kubeadmin: (\S+)/.exec(file('/opt/openshift/openshift/99_kubeadmin-password-secret.yaml'))?.[1] ?? '';

    expect(password).toMatch(/^[A-Za-z0-9]{5}(-[A-Za-z0-9]{5}){3}$/);
    expect(decoded(hash)).toMatch(/^\$2a\$10\$/);
    expect(matchesBcrypt(password, decoded(hash))).toBe(true);
  });

  it('keeps secrets out of what it says, and in the files that the real one has them in', () => {
    const secret = place.credentials['clientSecret'] ?? 'none';
    const told = place.read('.openshift_install.log');
    expect([secret, 'canary', 'dG9rZW46'].filter((text) => told.includes(text))).toEqual([]);
    const holding = place
      .list('cluster-api')
      .filter((name) => name.endsWith('.yaml') && place.read(`cluster-api/${name}`).includes(secret));
    expect(holding).toEqual(minor === '4.16' ? [] : ['01_azure-client-secret.yaml']);
    expect(place.list('.').filter((name) => name.includes('.') && place.read(name).includes(secret))).toEqual([]);
  });
});

describe('in a folder that is not fresh', () => {
  const infraIdOf = (place: Workplace) =>
    place.yaml<{ status: { infrastructureName: string } }>('manifests/cluster-infrastructure-02-config.yml').status
      .infrastructureName;

  it('create manifests keeps the infra id, and takes edited manifests over the state', async () => {
    const place = await test.workplace('4.18');
    await place.create('manifests');
    const infraId = infraIdOf(place);
    place.write('manifests/91_added.yaml', 'kind: Added\n');

    const { code, messages } = await place.create('manifests');

    expect([code, infraIdOf(place), place.exists('manifests/91_added.yaml')]).toEqual([0, infraId, true]);
    expect(messages).toContain('Using Common Manifests loaded from target directory');
    expect(messages.join()).not.toContain('Credentials loaded');
  });

  it('create manifests with another install-config begins anew and discards what was there', async () => {
    const place = await test.workplace('4.18');
    const config = place.read('install-config.yaml');
    await place.create('manifests');
    const infraId = infraIdOf(place);
    place.write('install-config.yaml', config.replace('"demo"', '"other"'));

    const { code, messages } = await place.create('manifests');

    expect([code, infraIdOf(place)]).toEqual([0, expect.stringMatching(/^other-\w{5}$/)]);
    expect(infraIdOf(place)).not.toBe(infraId);
    expect(messages).toContain(
      'Discarding the Common Manifests that was provided in the target directory because its dependencies are dirty and it needs to be regenerated',
    );
  });

  it('create manifests with the same install-config consumes it and keeps the infra id', async () => {
    const place = await test.workplace('4.18');
    const config = place.read('install-config.yaml');
    await place.create('manifests');
    const infraId = infraIdOf(place);
    place.write('install-config.yaml', config);

    await place.create('manifests');

    expect([infraIdOf(place), place.exists('install-config.yaml')]).toEqual([infraId, false]);
  });

  it('create ignition-configs does both steps in one, and the same again from the state', async () => {
    const place = await test.workplace('4.18');
    const first = await place.create('ignition-configs');
    const files = ['bootstrap.ign', 'auth/kubeadmin-password', 'metadata.json'];
    const before = files.map(place.read);

    const second = await place.create('ignition-configs');

    expect([first.code, second.code]).toEqual([0, 0]);
    expect(place.exists('manifests')).toBe(false);
    expect(files.map(place.read)).toEqual(before);
  });

  it('refuses a state that is damaged, with exit code 1', async () => {
    const place = await test.workplace('4.18');
    writeFileSync(join(place.folder, '.openshift_install_state.json'), '{"*tls');

    const { code, stderr } = await place.create('manifests');

    expect(code).toBe(1);
    expect(stderr).toMatch(/level=fatal msg=failed to create asset store: failed to load state file/);
  });

  it('makes other names, ids and keys in every fresh folder', async () => {
    const places = [await test.workplace('4.16'), await test.workplace('4.16')];
    for (const place of places) await place.create('ignition-configs');

    const seen = places.map((place) => [
      place.read('metadata.json'),
      place.read('auth/kubeconfig'),
      place.read('master.ign'),
    ]);
    expect(seen[0]?.some((text, index) => text === seen[1]?.[index])).toBe(false);
  });
});
