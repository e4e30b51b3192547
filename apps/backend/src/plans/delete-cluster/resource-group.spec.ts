import { type StepResult } from '@aro-rp/plan';
import { clusterOf, resource } from '@aro-rp/testing';
import { createScriptedArm, type ScriptedArm } from '../../testing/scripted-arm.ts';
import { contextOn, runWith } from '../../testing/step-on.ts';
import { type ClusterFacts } from '../facts.ts';
import { gone, remove } from './resource-group.ts';

const id = resource('c1');
const cluster = clusterOf(id);
const group = cluster.properties.clusterProfile.resourceGroupId;
const name = group.split('/').at(-1);
let arm: ScriptedArm;
beforeAll(async () => {
  arm = await createScriptedArm();
});
afterAll(() => arm[Symbol.asyncDispose]());

/** A group, and an operation at its Location that has ended with what keeps the group. */
function answering(provisioningState: string, kept: { code: string; message: string } | undefined): void {
  arm.script(({ method, path, headers }) => {
    if (path === '/operations/1') {
      const details = [{ code: null, target: `${group}/x`, message: JSON.stringify({ error: kept }) }];
      const error = { code: 'ResourceGroupDeletionBlocked', message: 'Blocked.', details };
      return kept === undefined ? { status: 202 } : { status: 409, body: { error } };
    }
    if (path.toLowerCase() !== group.toLowerCase()) return undefined;
    if (method === 'DELETE')
      return { status: 202, headers: { location: `https://${headers.host}/operations/1`, 'retry-after': '1' } };
    const body = { id: group, name, location: 'l', managedBy: cluster.id, properties: { provisioningState } };
    return { status: 200, body };
  });
}
const deletions = () => arm.requests.filter(({ method }) => method === 'DELETE').length;
const context = () => contextOn(arm, id);
async function begun(): Promise<Partial<ClusterFacts>> {
  answering('Succeeded', undefined);
  return ((await remove(context(), runWith())) as StepResult).facts as Partial<ClusterFacts>;
}
const held = { code: 'InUseSubnetCannotBeDeleted', message: 'The subnet is used by x.' };

it('remembers where Azure tells how the deletion goes', async () => {
  expect((await begun()).deletions).toEqual([
    { id: group, operationUrl: expect.stringMatching(/\/operations\/1$/) as string },
  ]);
});

it('waits while it goes on', async () => {
  const facts = await begun();
  answering('Deleting', undefined);

  const seen = await gone(context(), runWith(facts));

  expect(seen).toMatchObject({
    kind: 'again',
    waitingFor: expect.stringMatching(/resource group managed-c1$/) as string,
  });
  expect(seen).not.toHaveProperty('cause');
  expect(deletions()).toBe(0);
});

it('begins it again when Azure has given it up, and tells what keeps the group, also while it is deleted again', async () => {
  let facts = await begun();
  for (const [state, times] of [
    ['Succeeded', 1],
    ['Deleting', 0],
  ] as const) {
    answering(state, held);

    const seen = await gone(context(), runWith(facts));

    expect(seen).toMatchObject({
      waitingFor: expect.stringContaining(`${held.code}: ${held.message}`) as string,
      cause: { kind: 'in-use', ...held, target: `${group}/x` },
    });
    expect(deletions()).toBe(times);
    facts = (seen as StepResult).facts as Partial<ClusterFacts>;
  }
});

it('fails at once when only the customer can let go of it', async () => {
  const facts = await begun();
  answering('Succeeded', { code: 'ScopeLocked', message: 'Locked.' });

  await expect(gone(context(), runWith(facts))).rejects.toMatchObject({ kind: 'locked', message: 'Locked.' });
});
