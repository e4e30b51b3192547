import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudError } from '@aro-rp/api';
import { type KeyRing } from '@aro-rp/database';
import { Secret, silentLog } from '@aro-rp/telemetry';
import { resource } from '@aro-rp/testing';
import { minutes, systemClock } from '@aro-rp/time';
import { createInstallations } from '../../installation/installations.ts';
import { placedCluster } from '../../testing/places.ts';
import { createScriptedArm, type ScriptedArm } from '../../testing/scripted-arm.ts';
import { createServiceStorage, type ServiceStorage } from '../../testing/service-storage.ts';
import { smallInstaller } from '../../testing/small-installer.ts';
import { contextOn, runWith } from '../../testing/step-on.ts';
import { type ClusterFacts } from '../facts.ts';
import { install } from './installer.ts';

const id = resource('c1');
const startedAt = Date.parse('2026-11-22T12:00:00Z');
const spreadWithin = minutes(10);
const key = { version: 'k1', key: new Secret<Uint8Array>(Buffer.alloc(32, 7)) };
const keyRing: KeyRing = { current: () => Promise.resolve(key), byVersion: () => Promise.resolve(key) };

/** As the Azure clients of `openshift-install` say it (docs/openshift-install.md 1). */
const refusals = {
  permissions:
    "failed to fetch Master Machines: AuthorizationFailed: The client 'c' does not have authorization to perform action 'Microsoft.Compute/skus/read'",
  credentials: 'failed to fetch Master Machines: AADSTS7000215: Invalid client secret provided.',
  network: 'failed to load asset: platform.azure.virtualNetwork: Invalid value: "vnet": not found',
};

let arm: ScriptedArm;
let storage: ServiceStorage;
let folder: string;
let count = 0;
beforeAll(async () => {
  [arm, storage] = await Promise.all([createScriptedArm(), createServiceStorage()]);
});
afterAll(() => Promise.all([arm[Symbol.asyncDispose](), storage[Symbol.asyncDispose]()]));
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'run-installer-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const runs = () => readFileSync(join(folder, 'journal'), 'utf8').split('\n').length - 1;

/** The step with an installer that fails with these words until a file `open` is there. */
async function stepWith(words: string) {
  const open = join(folder, 'open');
  const behaviour = `if (!fs.existsSync(${JSON.stringify(open)})) {
    process.stderr.write('level=error msg=' + ${JSON.stringify(words)} + '\\n');
    process.exit(3);
  }`;
  const { bytes, installer } = smallInstaller({ journal: join(folder, 'journal'), behaviour });
  const call = { signal: new AbortController().signal };
  await storage.blobs().write(`${storage.installers}/${installer.digest.replace('sha256:', '')}`, bytes, call);
  arm.script(({ path }) => ({ status: 200, body: { id: path, properties: { addressPrefix: '10.0.0.0/23' } } }));
  const image = { publisher: 'p', offer: 'o', sku: 's', version: '1' };
  const facts: Partial<ClusterFacts> = {
    release: { version: '4.16.30', releaseImage: 'r', installer, images: { masters: image, workers: image } },
    zones: { masters: ['1', '2', '3'], workers: ['1'] },
    ...{ storageSuffix: 'b4c5d6f7g8', loginServer: 'registry', sshPublicKey: 'ssh-rsa k' },
    installationId: `installation-${++count}`,
  };
  const installations = createInstallations({
    blobs: storage.blobs(),
    ...{ store: storage.installers, output: storage.output, keyRing },
    ...{ cacheFolder: join(folder, 'binaries'), scratch: { folder: join(folder, 'runs') } },
    ...{ atOnce: 1, timeout: minutes(1), clock: systemClock, log: silentLog },
  });
  const after = (passed: number) => {
    const context = contextOn(arm, id, {
      cluster: placedCluster(id),
      ...{ installations, spreadWithin, now: () => startedAt + passed },
      requireSecret: (name) => Promise.resolve(new Secret(`the ${name} of the cluster`)),
    });
    return install(context, runWith(facts, { startedAt }));
  };
  return { open, after };
}

it.each([
  ['permissions', 'InvalidServicePrincipalPermissions', /Microsoft\.Compute\/skus\/read/],
  ['credentials', 'InvalidServicePrincipalCredentials', /AADSTS7000215/],
] as const)('runs again while %s may only not have spread, then tells the customer', async (kind, code, says) => {
  const { after } = await stepWith(refusals[kind]);

  for (const passed of [0, spreadWithin - 1])
    expect(await after(passed)).toMatchObject({ kind: 'again', waitingFor: expect.stringMatching(says) as string });
  const error: unknown = await after(spreadWithin).catch((refused: unknown) => refused);

  expect(error).toBeInstanceOf(CloudError);
  expect((error as CloudError).body).toMatchObject({ code, message: expect.stringMatching(says) as string });
  expect(runs()).toBe(3);
});

it('goes on with the first run that succeeds', async () => {
  const { open, after } = await stepWith(refusals.permissions);

  expect(await after(0)).toMatchObject({ kind: 'again' });
  writeFileSync(open, '');

  expect(await after(1)).toMatchObject({
    kind: 'done',
    facts: { infraId: expect.stringMatching(/^demo-/) as string },
  });
  expect(runs()).toBe(2);
});

it('tells at once what does not pass by itself', async () => {
  const { after } = await stepWith(refusals.network);

  await expect(after(0)).rejects.toMatchObject({ body: { code: 'InvalidLinkedVNet' } });
  expect(runs()).toBe(1);
});
