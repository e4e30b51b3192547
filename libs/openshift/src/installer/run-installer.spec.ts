import { readdir, readFile } from 'node:fs/promises';
import { type Log, Secret, silentLog } from '@aro-rp/telemetry';
import { createFakeClock } from '@aro-rp/testing';
import { minutes, seconds, systemClock } from '@aro-rp/time';
import { toInstallConfig } from '../install-config.ts';
import { createFakeInstaller, type FakeInstaller } from '../testing/fake-installer.ts';
import { refusals, told } from '../testing/refusals.ts';
import { clusterId, infraId, installConfigInput } from '../testing/sample.ts';
import { InstallerError } from './installer-error.ts';
import { runInstaller } from './run-installer.ts';
import { type InstallerRun } from './run-options.ts';

const canary = 'canary-5d0f~client.secret';
const installConfig = toInstallConfig(installConfigInput);

const runOf = (fake: FakeInstaller, options: Partial<InstallerRun> = {}): InstallerRun => ({
  binary: fake.binary,
  scratch: { folder: fake.scratch },
  installConfig,
  releaseImage: 'localhost:8446/openshift-release-dev/ocp-release@sha256:00',
  credentials: { subscriptionId: 's-1', tenantId: 't-1', clientId: 'c-1', clientSecret: new Secret(canary) },
  fips: false,
  edits: {},
  signal: new AbortController().signal,
  clock: systemClock,
  log: silentLog,
  timeout: minutes(5),
  ...options,
});

async function failure(fake: FakeInstaller, options: Partial<InstallerRun> = {}): Promise<InstallerError> {
  const error: unknown = await runInstaller(runOf(fake, options)).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(InstallerError);
  expect(await readdir(fake.scratch)).toEqual([]);
  return error as InstallerError;
}

const fails = (message: string, code = 3) => `say('error', ${JSON.stringify(message)}); process.exit(${code});`;

describe('runInstaller', () => {
  it('gives everything that both commands made and leaves nothing behind', async () => {
    await using fake = await createFakeInstaller();
    const clock = { ...systemClock, now: () => Date.parse('2026-11-22T12:00:00Z') };

    const output = await runInstaller(runOf(fake, { clock }));

    expect(output).toMatchObject({ infraId, clusterId, createdAt: '2026-11-22T12:00:00.000Z' });
    expect(JSON.parse(output.bootstrapIgnition.reveal())).toMatchObject({ of: 'bootstrap' });
    expect(JSON.parse(output.masterIgnition)).toMatchObject({ of: 'master' });
    expect(JSON.parse(output.workerIgnition)).toMatchObject({ of: 'worker' });
    expect(output.kubeadminPassword.reveal()).toBe('aaaaa-bbbbb-ccccc-ddddd');
    expect(output.adminKubeconfig.reveal()).toContain('https://api-int.demo.example.com:6443');
    expect(output.state.reveal()).toContain('*tls.RootCA');
    expect(await readdir(fake.scratch)).toEqual([]);
  });

  it('gives the commands the arguments, files and environment of the contract, and nothing of its own', async () => {
    await using fake = await createFakeInstaller();

    await runInstaller(runOf(fake, { fips: true }));

    const [first, second] = await fake.calls();
    expect(first?.args.filter((one) => !one.startsWith('/'))).toEqual([
      'create',
      'manifests',
      '--dir',
      '--log-level',
      'debug',
    ]);
    expect(second?.args[1]).toBe('ignition-configs');
    expect(first?.files).toEqual({ 'install-config.yaml': installConfig.reveal() });
    expect(Object.keys(first?.env ?? {}).sort()).toEqual([
      'AZURE_AUTH_LOCATION',
      'HOME',
      'OPENSHIFT_INSTALL_RELEASE_IMAGE_OVERRIDE',
      'OPENSHIFT_INSTALL_SKIP_HOSTCRYPT_VALIDATION',
      'TMPDIR',
    ]);
    expect(first?.credentials).toEqual({
      subscriptionId: 's-1',
      tenantId: 't-1',
      clientId: 'c-1',
      clientSecret: canary,
    });
    expect(first?.modes).toEqual({ folder: '700', dir: '700', credentials: '600' });
  });

  it('edits the manifests between the commands', async () => {
    await using fake = await createFakeInstaller();

    await runInstaller(runOf(fake, { edits: { router: { internal: false, address: '20.1.2.3' } } }));

    const [, second] = await fake.calls();
    expect(second?.files['manifests/cluster-dns-02-config.yml']).not.toContain('publicZone');
    expect(second?.files['manifests/91_router-service.yaml']).toContain('20.1.2.3');
    expect(second?.files).toHaveProperty(['openshift/99_openshift-cluster-api_worker-machineset-0.yaml']);
  });

  it('refuses a scratch folder on a disk when it must not be on one', async () => {
    await using fake = await createFakeInstaller();
    const scratch = { folder: '/proc', mustBeTmpfs: true };

    await expect(runInstaller(runOf(fake, { scratch }))).rejects.toThrow('/proc is no tmpfs');
    expect(await fake.calls()).toEqual([]);
  });

  it('fails when the binary cannot be started, and leaves nothing behind', async () => {
    await using fake = await createFakeInstaller();

    await expect(runInstaller(runOf(fake, { binary: '/nowhere/openshift-install' }))).rejects.toThrow('ENOENT');
    expect(await readdir(fake.scratch)).toEqual([]);
  });
});

describe('a command that fails', () => {
  it('is an error with exit code, kind and the decisive sentence', async () => {
    await using fake = await createFakeInstaller(fails(refusals.cidr));

    const error = await failure(fake);

    expect(error).toMatchObject({ kind: 'cidr', command: 'create manifests', exitCode: 3, lines: [refusals.cidr] });
    expect(error.message).toContain('exit code 3: platform.azure.controlPlaneSubnet: Invalid value');
  });

  it('is an error about credentials when Entra ID refuses them, over many lines', async () => {
    await using fake = await createFakeInstaller(fails(refusals.wrongSecret));

    const error = await failure(fake);

    expect(error).toMatchObject({ kind: 'credentials', lines: [refusals.wrongSecret.replace(/ +$/gm, '')] });
    expect(error.reason).toContain(told.wrongSecret);
    expect(error.reason).not.toContain('\n');
  });

  it('says which command it was', async () => {
    await using fake = await createFakeInstaller(`if (command === 'ignition-configs') { ${fails('no', 1)} }`);

    expect(await failure(fake)).toMatchObject({ kind: 'unknown', command: 'create ignition-configs', exitCode: 1 });
  });

  it('shows no secret, however it printed it', async () => {
    const shown: unknown[] = [];
    const write = (...line: unknown[]) => void shown.push(...line);
    const log: Log = { debug: write, info: write, warn: write, error: write, with: () => log };
    await using fake = await createFakeInstaller(
      `
      const { clientSecret } = seen.credentials;
      process.stdout.write('plain ' + clientSecret + ' ' + read('install-config.yaml') + '\\n');
      process.stderr.write('error: ' + 'x'.repeat(8190 - 'error: '.length) + clientSecret + '\\n');
      ${fails('')}`.replace(
        'say(\'error\', "")',
        "say('error', 'AADSTS7000215: ' + clientSecret + ' ' + read('install-config.yaml'))",
      ),
    );

    const error = await failure(fake, { log });

    const all = JSON.stringify([error.message, error.lines, shown]);
    expect(all).toContain('AADSTS7000215');
    expect(all).not.toMatch(/canary|Y2FuYXJ5|client\.secret/);
    expect(error.kind).toBe('credentials');
  });

  it('keeps the last errors of a huge output and goes on to its end', async () => {
    await using fake = await createFakeInstaller(`
      fs.writeSync(2, 'x'.repeat(3e6) + '\\n');
      for (let n = 0; n < 20000; n += 1) fs.writeSync(2, 'level=error msg="number ' + n + '"\\n');
      process.exit(1);`);

    const error = await failure(fake);

    expect(error.lines).toHaveLength(10);
    expect(error.lines.at(-1)).toBe('number 19999');
  });

  it('is killed with its children when it takes too long', async () => {
    await using fake = await createFakeInstaller(`
      const child = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1e6)'], { stdio: 'inherit' });
      say('error', 'child ' + child.pid);
      return hang();`);
    const clock = createFakeClock();
    const started = watched();

    const error = failure(fake, { clock, log: started.log, timeout: seconds(90) });
    const line = await started.line(/child \d+/);
    await clock.advance(seconds(90));

    expect(await error).toMatchObject({ kind: 'timeout', exitCode: undefined });
    expect(await isAlive(Number(/child (\d+)/.exec(line)?.[1]))).toBe(false);
  });

  it("is killed when the caller's signal aborts, whose reason is thrown", async () => {
    await using fake = await createFakeInstaller(`say('info', 'hanging'); return hang();`);
    const stop = new AbortController();
    const started = watched();

    const run = runInstaller(runOf(fake, { signal: stop.signal, log: started.log }));
    run.catch(() => undefined);
    await started.line(/hanging/);
    stop.abort(new Error('the slice ends'));

    await expect(run).rejects.toThrow('the slice ends');
    expect(await readdir(fake.scratch)).toEqual([]);
  });

  it('is told apart from one that something else killed', async () => {
    await using fake = await createFakeInstaller(`process.kill(process.pid, 'SIGKILL'); return hang();`);

    expect(await failure(fake)).toMatchObject({ kind: 'killed', exitCode: undefined });
  });

  it.each([
    ['metadata.json', '{"infraID":"","clusterID":"x"}', 'has no valid infraID'],
    ['metadata.json', 'nonsense', 'is no JSON'],
    ['master.ign', '{"ignition":{"version":"2.2.0"}}', 'is no Ignition 3.x configuration'],
    ['worker.ign', '', 'is missing or empty'],
    ['.openshift_install_state.json', '{"*tls.RootCA":{}}', 'lacks *tls.AdminKubeConfigSignerCertKey'],
  ])('to leave a good %s is an error of its output', async (file, content, problem) => {
    await using fake = await createFakeInstaller(
      `if (command === 'ignition-configs') process.on('exit', () => write(${JSON.stringify(file)}, ${JSON.stringify(content)}));`,
    );

    const error = await failure(fake);

    expect(error.kind).toBe('output');
    expect(error.message).toContain(`${file} ${problem}`);
  });
});

/** A log whose lines a test can wait for. */
function watched() {
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const write = (_message: string, fields?: Record<string, unknown>) => {
    lines.push(String(fields?.['line'] ?? ''));
    waiting.forEach((wake) => wake());
  };
  const log: Log = { debug: write, info: write, warn: write, error: write, with: () => log };
  return {
    log,
    line: (pattern: RegExp): Promise<string> =>
      new Promise((resolve) => {
        const look = () => {
          const found = lines.find((line) => pattern.test(line));
          if (found !== undefined) resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}

/** A zombie that nobody waits for is dead. */
const isAlive = (pid: number): Promise<boolean> =>
  readFile(`/proc/${pid}/stat`, 'utf8').then(
    (stat) => !/\) [ZX] /.test(stat),
    () => false,
  );
