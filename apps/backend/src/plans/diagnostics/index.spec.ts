import { AzureError, type EndedCall } from '@aro-rp/azure';
import { InstallerError } from '@aro-rp/openshift';
import { Secret } from '@aro-rp/telemetry';
import { clusterOf, resource } from '@aro-rp/testing';
import { createScriptedArm, type ScriptedArm } from '../../testing/scripted-arm.ts';
import { contextOn, runWith } from '../../testing/step-on.ts';
import { type ClusterContext } from '../context.ts';
import { customerErrors } from '../customer-errors.ts';
import { diagnose } from './index.ts';

const id = resource('c1');
const machines = `${clusterOf(id).properties.clusterProfile.resourceGroupId}/providers/Microsoft.Compute/virtualMachines`;
const ended: EndedCall = {
  ...{ operation: 'resource PUT', identity: 'rp', at: 0, duration: 12, outcome: 'QuotaExceeded' },
  ...{ status: 409, requestId: 'r-1', asked: 'arm/subscriptions/s' },
};

let arm: ScriptedArm;
beforeAll(async () => {
  arm = await createScriptedArm();
});
beforeEach(() => arm.script(() => undefined));
afterAll(() => arm[Symbol.asyncDispose]());

const look = (
  changes: Partial<ClusterContext>,
  { kind = 'create-cluster', error = new Error('broken') as unknown, run = runWith() } = {},
) => diagnose(contextOn(arm, id, changes), { kind } as never, { step: 's', error }, run);

/** Machines that have written this on their serial lines; the others are not there. */
const consoles = (written: Record<string, string>) =>
  arm.script(({ method, path, headers }) => {
    const [machine = '', action] = path.startsWith(machines) ? path.slice(machines.length + 1).split('/') : [];
    if (path.startsWith('/console/')) return { status: 200, body: written[path.slice('/console/'.length)] };
    if (written[machine] === undefined) return undefined;
    const uri = `https://${headers.host}/console/${machine}?sig=signed`;
    return { status: 200, body: method === 'POST' && action ? { serialConsoleLogBlobUri: uri } : { id: path } };
  });

it('keeps the last calls of Azure, with what its support finds them by', async () => {
  const parts = await look({ lastCalls: () => [ended] });

  expect(parts['azure calls']).toBe(
    '1970-01-01T00:00:00.000Z as rp resource PUT arm/subscriptions/s 409 QuotaExceeded 12 ms request r-1',
  );
});

it('keeps what failed inside, what the installer printed, and where an error of ours was', async () => {
  const details = [{ code: 'Inner', message: 'the disk' }];
  const azure = new AzureError('invalid', 'resource PUT', 'No', { identity: 'rp', code: 'Outer', details });
  const installer = customerErrors.installerRefused(
    new InstallerError('quota', 'exit code 3', { command: 'create manifests', exitCode: 3, lines: ['first', 'last'] }),
  );

  expect((await look({}, { error: azure }))['azure details']).toContain('the disk');
  expect((await look({}, { error: installer }))['installer']).toBe('create manifests: exit code 3\nfirst\nlast');
  expect((await look({}, { error: new TypeError('x') }))['stack']).toMatch(/TypeError: x\n.*index\.spec/);
});

it('reads the consoles of the machines that are there', async () => {
  consoles({ 'i-bootstrap': 'no route to the registry', 'i-master-1': 'ignition: done' });

  const parts = await look({}, { run: runWith({ infraId: 'i' }) });

  expect(parts['console i-bootstrap']).toContain('no route to the registry');
  expect(parts['console i-master-1']).toContain('ignition: done');
  expect(Object.keys(parts).filter((name) => name.startsWith('console'))).toHaveLength(2);
  expect(JSON.stringify(parts)).not.toContain('signed');
});

it('says why a part is not to be had', async () => {
  const connect = () => Promise.reject(new Error('connect ECONNREFUSED'));

  const parts = await look({ connect }, { run: runWith({ privateEndpointAddress: '10.0.0.4' }) });

  expect(parts).toMatchObject({ nodes: 'not to be had: connect ECONNREFUSED' });
});

it('does not look at the machines of a cluster that goes away', async () => {
  consoles({ 'i-master-0': 'bye' });

  const parts = await look({}, { kind: 'delete-cluster', run: runWith({ infraId: 'i' }) });

  expect(Object.keys(parts)).toEqual(['stack']);
  expect(arm.requests).toEqual([]);
});

it('gives what it has when its time is over', async () => {
  const abort = new AbortController();
  const connect = () => (abort.abort(), new Promise<never>(() => undefined));
  const run = runWith({ privateEndpointAddress: '10.0.0.4' }, { signal: abort.signal });

  expect(Object.keys(await look({ connect, lastCalls: () => [ended] }, { run }))).toContain('azure calls');
});

it('shows no secret of the cluster', async () => {
  consoles({ 'i-master-0': 'the password is correct-horse-battery' });

  const parts = await look(
    { allSecrets: async () => [new Secret('correct-horse-battery')] },
    { run: runWith({ infraId: 'i' }), error: new Error('correct-horse-battery') },
  );

  expect(parts).toHaveProperty('console i-master-0');
  expect(JSON.stringify(parts)).not.toContain('correct-horse');
});

it('tells nothing but its own lines when it cannot know what to hide', async () => {
  consoles({ 'i-master-0': 'correct-horse-battery' });

  const parts = await look(
    { allSecrets: () => Promise.reject(new Error('no key')), lastCalls: () => [ended] },
    { run: runWith({ infraId: 'i' }) },
  );

  expect(Object.keys(parts)).toEqual(['azure calls']);
});
