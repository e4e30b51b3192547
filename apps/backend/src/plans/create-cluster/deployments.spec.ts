import { type InstallerOutput } from '@aro-rp/openshift';
import { Secret } from '@aro-rp/telemetry';
import { resource } from '@aro-rp/testing';
import { type ClusterFacts } from '../facts.ts';
import { placedCluster } from '../../testing/places.ts';
import { type Answer, createScriptedArm, type ScriptedArm } from '../../testing/scripted-arm.ts';
import { contextOn, runWith } from '../../testing/step-on.ts';
import { deployBase, deployMachines } from './deployments.ts';

const id = resource('c1');
const cluster = placedCluster(id);
const deployment = `${cluster.properties.clusterProfile.resourceGroupId}/providers/Microsoft.Resources/deployments/base`;
const image = { publisher: 'p', offer: 'o', sku: 's', version: '1' };
const facts: Partial<ClusterFacts> = {
  infraId: 'demo-x7k2p',
  storageSuffix: 'b4c5d6f7g8',
  zones: { masters: ['1', '2', '3'], workers: [] },
  release: {
    ...{ version: '4.16.30', releaseImage: 'r' },
    installer: { digest: 'd', size: 1 },
    images: { masters: image, workers: image },
  },
};
let arm: ScriptedArm;
beforeAll(async () => {
  arm = await createScriptedArm();
});
afterAll(() => arm[Symbol.asyncDispose]());

const state = (provisioningState: string, error?: object): Answer => ({
  status: 200,
  body: { id: deployment, properties: { provisioningState, ...(error && { error }) } },
});
const answered = (get: Answer | undefined, put: Answer = { status: 201, body: {} }) =>
  arm.script(({ method, path }) => (path !== deployment ? undefined : method === 'PUT' ? put : get));
const deploy = (known: Partial<ClusterFacts> = {}) =>
  deployBase(contextOn(arm, id, { cluster }), runWith({ ...facts, ...known }));
const puts = () => arm.requests.filter(({ method }) => method === 'PUT');

it('begins the deployment of its fixed name, incrementally, when there is none', async () => {
  answered(undefined);

  expect(await deploy()).toMatchObject({ kind: 'again' });

  expect(puts().map(({ path, body }) => [path, (body?.['properties'] as { mode: string }).mode])).toEqual([
    [deployment, 'Incremental'],
  ]);
});

it('begins it with the same body every time, so that a repeat after a lost answer changes nothing', async () => {
  answered(undefined);

  await deploy();
  await deploy();

  expect(puts()[1]?.body).toEqual(puts()[0]?.body);
});

it('begins that of the machines with what was signed once: Azure changes no custom data of a machine that is there', async () => {
  arm.script(({ method }) => (method === 'PUT' ? { status: 201, body: {} } : { status: 404, body: {} }));
  const context = contextOn(arm, id, {
    cluster,
    requireSecret: (name) => Promise.resolve(new Secret(`https://storage/ignition/bootstrap.ign?signed=${name}`)),
    installations: {
      ...contextOn(arm, id).installations,
      read: () => Promise.resolve({ masterIgnition: '{}' } as unknown as InstallerOutput),
    },
  });
  const known = { acceleratedNetworking: true, sshPublicKey: 'ssh-rsa k', installedAt: '1970-01-01T00:00:00.000Z' };
  const run = runWith({ ...facts, ...known, installationId: 'i' });

  await deployMachines(context, run);
  await deployMachines(context, run);

  const [first, second] = puts().map(({ body }) => JSON.stringify(body));
  const pointer = /"value":"([^"]{40,})"/.exec(first ?? '')?.[1] ?? '';
  expect(`${pointer} ${atob(pointer)}`).toContain('bootstrap.ign?signed=bootstrapUrl');
  expect(second).toBe(first);
});

it.each(['Accepted', 'Running'])('waits for one that is %s', async (running) => {
  answered(state(running));

  expect(await deploy()).toMatchObject({ kind: 'again' });
  expect(puts()).toEqual([]);
});

it('records one that has succeeded, whoever began it, and never begins it again', async () => {
  answered(state('Succeeded'));

  expect(await deploy()).toMatchObject({ kind: 'done', facts: { baseDeployed: true } });
  expect(puts()).toEqual([]);
});

it('does not even look once it is recorded: what the cluster has written since is safe', async () => {
  answered(undefined);

  expect(await deploy({ baseDeployed: true })).toEqual({ kind: 'done' });
  expect(arm.requests).toEqual([]);
});

it('leaves one to run that another process has begun meanwhile', async () => {
  answered(undefined, { status: 409, body: { error: { code: 'DeploymentActive', message: 'it runs' } } });

  expect(await deploy()).toMatchObject({ kind: 'again' });
});

const because = (code: string) => ({
  code: 'DeploymentFailed',
  message: 'At least one resource deployment operation failed.',
  details: [{ code: 'Conflict', message: JSON.stringify({ error: { code, message: 'said so' } }) }],
});

it.each([
  ['RequestDisallowedByPolicy', 'policy'],
  ['QuotaExceeded', 'quota'],
  ['ScopeLocked', 'locked'],
  ['InvalidParameter', 'invalid'],
])('ends with the innermost cause of one that failed for good: %s', async (code, kind) => {
  answered(state('Failed', because(code)));

  await expect(deploy()).rejects.toMatchObject({ kind, code, message: 'said so', identity: 'rp' });
  expect(puts()).toEqual([]);
});

it.each([
  'RetryableError',
  'ReferencedResourceNotProvisioned',
  'AnotherOperationInProgress',
  'StorageAccountOperationInProgress',
  'NetworkingInternalOperationError',
  'InvalidResourceReference',
  'LinkedAuthorizationFailed',
])('begins again after a failure that passes, and says why: %s', async (code) => {
  answered(state('Failed', because(code)));

  expect(await deploy()).toMatchObject({
    kind: 'again',
    waitingFor: expect.stringContaining(`${code}: said so`) as string,
    cause: { code, message: 'said so' },
  });
  expect(puts()).toHaveLength(1);
});

it('comes back when Azure says, once it has accepted it', async () => {
  answered(undefined, { status: 201, body: {}, headers: { 'retry-after': '15' } });

  expect(await deploy()).toMatchObject({ kind: 'again', after: 15_000 });
});

it('takes a refusal of the template for what is inside of it, whatever the status', async () => {
  const inner = { code: 'RequestDisallowedByPolicy', message: 'No such names.' };
  const error = { code: 'InvalidTemplateDeployment', message: 'Not valid.', details: [inner] };
  answered(undefined, { status: 403, body: { error } });

  await expect(deploy()).rejects.toMatchObject({ kind: 'policy', ...inner });
});
