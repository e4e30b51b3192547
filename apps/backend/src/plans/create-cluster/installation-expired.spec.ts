import { type InstallerOutput } from '@aro-rp/openshift';
import { Secret } from '@aro-rp/telemetry';
import { resource } from '@aro-rp/testing';
import { hours } from '@aro-rp/time';
import { placedCluster } from '../../testing/places.ts';
import { type Answer, createScriptedArm, type ScriptedArm } from '../../testing/scripted-arm.ts';
import { contextOn, runWith } from '../../testing/step-on.ts';
import { deployMachines } from './deployments.ts';

const id = resource('c1');
const installedAt = '2026-11-22T12:00:00.000Z';
const image = { publisher: 'p', offer: 'o', sku: 's', version: '1' };
let arm: ScriptedArm;
beforeAll(async () => {
  arm = await createScriptedArm();
});
afterAll(() => arm[Symbol.asyncDispose]());

/** @param age of what the installer made, in milliseconds; @param found the deployment of the machines, if any */
function deployAt(age: number, found?: Answer) {
  arm.script(({ method, path }) => {
    if (method === 'PUT') return { status: 201, body: {} };
    return path.endsWith('/deployments/machines') ? found : undefined;
  });
  const context = contextOn(arm, id, {
    cluster: placedCluster(id),
    now: () => Date.parse(installedAt) + age,
    requireSecret: () => Promise.resolve(new Secret('https://storage/ignition/bootstrap.ign?signed')),
    installations: {
      ...contextOn(arm, id).installations,
      read: () => Promise.resolve({ masterIgnition: '{}' } as unknown as InstallerOutput),
    },
  });
  const run = runWith({
    ...{
      infraId: 'c1-x7k2p',
      installationId: 'i',
      installedAt,
      sshPublicKey: 'ssh-rsa k',
      acceleratedNetworking: true,
    },
    zones: { masters: ['1', '2', '3'], workers: ['1'] },
    release: {
      ...{ version: '4.18.1', releaseImage: 'r', installer: { digest: 'd', size: 1 } },
      images: { masters: image, workers: image },
    },
  });
  return deployMachines(context, run);
}
const puts = () => arm.requests.filter(({ method }) => method === 'PUT');

it('machines are made with what the installer made up to 12 hours ago', async () => {
  expect(await deployAt(hours(12))).toMatchObject({ kind: 'again' });
  expect(puts()).toHaveLength(1);
});

it('no machine is made with what is older: its certificates would not live until the cluster is up', async () => {
  await expect(deployAt(hours(12) + 1)).rejects.toMatchObject({
    body: { code: 'InstallationExpired', message: expect.stringMatching(/create it again\.$/) as string },
  });
  expect(puts()).toEqual([]);
});

it.each([
  ['Running', { kind: 'again' }],
  ['Succeeded', { kind: 'done', facts: { machinesDeployed: true } }],
])('machines that are begun are none of its business: %s', async (provisioningState, result) => {
  const found = { status: 200, body: { id: 'd', properties: { provisioningState } } };

  expect(await deployAt(hours(13), found)).toMatchObject(result);
});
