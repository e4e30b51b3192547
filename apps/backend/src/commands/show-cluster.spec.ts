import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ResourceId } from '@aro-rp/api';
import { clusterOf, refOf, resource } from '@aro-rp/testing';
import { hours, milliseconds, toInstant } from '@aro-rp/time';
import { accept } from '../testing/worker-on.ts';
import { type Commands, startCommands } from '../testing/commands.ts';

// Each test starts processes, which takes long on a machine that is busy.
jest.setTimeout(90_000);

let commands: Commands;
beforeAll(async () => {
  commands = await startCommands();
});
afterEach(() => commands.clear());
afterAll(() => commands[Symbol.asyncDispose]());

const show = (...args: string[]) => commands.run(['show-cluster', ...args]).ended;

const began = Date.parse('2026-01-01T00:00:00.000Z');

/** @returns the id of its operation */
const accepted = (id: ResourceId) =>
  accept(commands.database, id, { cluster: clusterOf(id), deadline: hours(2), correlation: { correlationId: 'c-1' } });

async function failed(id: ResourceId): Promise<string> {
  const operationId = await accepted(id);
  const seen = await commands.database.work.read(refOf(id));
  if (seen === undefined) throw new Error('there is no document');
  const lease = { id: randomUUID(), owner: 'worker-1' };
  await commands.database.work.take(refOf(id), seen, lease);
  await commands.database.work.endPlan(refOf(id), lease.id, {
    provisioningState: 'Failed',
    error: { code: 'QuotaExceeded', message: 'The quota is used up.' },
    diagnostics: { step: 'deploy-machines', detail: 'resource PUT: 409', parts: { 'console m-0': 'kernel panic\n' } },
    progress: [{ step: 'validate', startedAt: toInstant(began), endedAt: toInstant(began + 1_500) }],
  });
  return operationId;
}

it('shows why a cluster has failed: what was told, the step, and every part that was gathered', async () => {
  const id = resource('failed');
  const operationId = await failed(id);

  const { code, out, err } = await show(id.id);

  expect([code, err]).toEqual([0, '']);
  expect(out).toContain('state       Failed');
  expect(out).toContain(`operation   ${operationId}, create, Failed`);
  expect(out).toContain('correlation c-1');
  expect(out).toContain('told        QuotaExceeded: The quota is used up.');
  expect(out).toContain('failed at   deploy-machines');
  expect(out).toMatch(/--- steps done\n.* 1\.5 s {2}validate/);
  expect(out).toContain('--- console m-0\nkernel panic\n');
});

it('gives the same as JSON, of an operation before too', async () => {
  const id = resource('twice');
  const before = await failed(id);
  await accepted(id);

  const { out } = await show(id.id, '--operation', before, '--output', 'json');

  expect(JSON.parse(out)).toMatchObject({
    provisioningState: 'Creating',
    operation: { id: before, status: 'Failed', diagnostics: { step: 'deploy-machines' } },
    plan: { kind: 'create-cluster', attempts: 0 },
  });
});

it('shows of a running operation its plan and who works on it', async () => {
  const id = resource('running');
  await accepted(id);
  const seen = await commands.database.work.read(refOf(id));
  if (seen === undefined) throw new Error('there is no document');
  const lease = { id: randomUUID(), owner: 'worker-1' };
  await commands.database.work.take(refOf(id), seen, lease);
  await commands.database.work.endSlice(refOf(id), lease.id, {
    ...{ cursor: 'deploy-base', facts: {}, waitingFor: 'the deployment', after: milliseconds(5_000) },
  });

  const { out } = await show(id.id);

  expect(out).toMatch(/plan {8}create-cluster version \d+, until /);
  expect(out).toContain('at step     deploy-base');
  expect(out).toContain('waits for   the deployment');
  expect(out).toContain('lease       nobody works on it now');
});

it.each([
  ['of no cluster', [], 2, /name one RESOURCE_ID/],
  ['of what is no id', ['my-cluster'], 2, /name one RESOURCE_ID/],
  ['in a format that it does not have', [resource('x').id, '--output', 'yaml'], 2, /--output can be 'json' only/],
  ['of one that is not there', [resource('absent').id], 1, /there is no cluster/],
])('refuses to show a cluster %s', async (_, args, code, message) => {
  const ended = await show(...args);

  expect(ended).toMatchObject({ code, err: expect.stringMatching(message) as string, out: '' });
});

describe('the runbooks', () => {
  const blocks = ['a-cluster-has-failed', 'a-cluster-is-stuck'].flatMap((page) => {
    const text = readFileSync(join(__dirname, `../../../../docs/operations/${page}.md`), 'utf8');
    return [...text.matchAll(/```sh\nbackend (.+)\n```/g)].map(([, line = '']) => [page, line] as const);
  });

  it.each(blocks)('%s: backend %s', async (_, line) => {
    const id = resource('run');
    const values: Record<string, string> = { CLUSTER_ID: id.id, OPERATION_ID: await failed(id) };
    const args = line.split(' ').map((word) => word.replace(/^"\$(\w+)"$/, (_all, name: string) => values[name] ?? ''));

    const { code, out } = await commands.run(args).ended;

    expect([code, out]).toEqual([0, expect.stringContaining('deploy-machines')]);
  });
});
