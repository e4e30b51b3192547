import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { StatementSync } from 'node:sqlite';
import { type Readable } from 'node:stream';
import { createFakeClock } from '@aro-rp/testing';
import { seconds } from '@aro-rp/time';
import { createTestContext, type TestContext } from '../host/testing.ts';
import { startRecorder } from './front-door/testing.ts';
import { startArm, subscriptionId } from './testing.ts';

const root = `/subscriptions/${subscriptionId}`;
const location = { location: 'eastus' };

describe('what Azure Resource Manager has answered', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'arm-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('is there after a restart, and long operations go on', async () => {
    const clock = createFakeClock();
    const nsg = `${root}/resourceGroups/g/providers/Microsoft.Network/networkSecurityGroups/n?api-version=2024-05-01`;
    const open = () => startArm({ operationDuration: seconds(10) }, { clock, folder });
    const first = await open();
    await first.send('PUT', `${root}/resourceGroups/g`, { body: location });
    const made = await first.send('PUT', nsg, { body: location });
    const status = (made.headers.get('azure-asyncoperation') ?? '').slice(first.arm.endpoint.length);
    await first.arm.close();

    const second = await open();
    const running = await second.send('GET', status);
    await clock.advance(seconds(10));
    const ended = await second.send('GET', status);
    const shown = await second.send('GET', nsg);
    const records = second.arm.requests();
    await second.arm.close();

    expect([running.body['status'], ended.body['status']]).toEqual(['InProgress', 'Succeeded']);
    expect(shown.body['properties']).toMatchObject({ provisioningState: 'Succeeded' });
    expect(records.map(({ n, effect }) => `${n} ${effect}`)).toEqual([
      '1 created',
      '2 created',
      '3 none',
      '4 none',
      '5 none',
    ]);
  });

  it('includes a registration that the frontend has not heard of yet', async () => {
    const first = await startArm({}, { folder });
    await first.send('POST', `${root}/providers/Microsoft.RedHatOpenShift/register`);
    await first.arm.close();

    const second = await startArm({}, { folder });
    const recorder = await startRecorder(second.context);
    const told = new Promise<string>((resolve) =>
      recorder.reply(({ url }) => {
        resolve(url);
        return { status: 201, body: {} };
      }),
    );
    second.arm.setFrontend(recorder.url);

    expect(await told).toBe(`${root}?api-version=2.0`);
    await second.arm.close();
    await recorder.close();
  });

  it('goes on telling of a registration after a restart, until the frontend takes it', async () => {
    const clock = createFakeClock();
    const first = await startArm({}, { folder, clock });
    await first.send('POST', `${root}/providers/Microsoft.RedHatOpenShift/register`);
    await first.arm.close();
    const second = await startArm({}, { folder, clock });
    const recorder = await startRecorder(second.context);
    recorder.reply(() => (recorder.requests.length < 4 ? 'cut' : { status: 200, body: {} }));
    second.arm.setFrontend(recorder.url);
    const state = async () =>
      (await second.send('GET', `${root}/providers/Microsoft.RedHatOpenShift`)).body['registrationState'];

    for (let tries = 0; tries < 500 && (await state()) !== 'Registered'; tries++) await clock.advance(seconds(1));

    expect(await state()).toBe('Registered');
    expect(recorder.requests).toHaveLength(4);
    await second.arm.close();
    await recorder.close();
  });

  it('answers 500 in its own words while its store cannot be written, and goes on afterwards', async () => {
    const under = await startArm({}, { folder });
    const full = jest.spyOn(StatementSync.prototype, 'run').mockImplementation(() => {
      throw new Error('database or disk is full');
    });
    const refused = await under.send('PUT', `${root}/resourceGroups/g`, { body: location });
    full.mockRestore();
    const accepted = await under.send('PUT', `${root}/resourceGroups/g`, { body: location });
    await under.arm.close();

    expect(refused).toMatchObject({ status: 500, body: { error: { code: 'InternalServerError' } } });
    expect(JSON.stringify(refused.body)).not.toContain('disk');
    expect(under.context.lines.join()).toContain('disk is full');
    expect(accepted.status).toBe(201);
  });

  it('survives kill -9, and the log says "created" once for each resource that exists and for no other', async () => {
    const context = await createTestContext({ folder });
    const { process: child, endpoint } = await spawnArm(folder);
    const answered = await putUntilKilled(context, endpoint, child);

    const reopened = await startArm({}, { folder });
    const { body } = await reopened.send('GET', `${root}/resourceGroups`);
    const existing = (body['value'] as { id: string }[]).map(({ id }) => id).sort();
    const created = reopened.arm.requests({ effect: 'created' }).map(({ resourceId }) => resourceId);
    await reopened.arm.close();

    expect(answered.length).toBeGreaterThan(5);
    expect(existing).toEqual(expect.arrayContaining(answered));
    expect(created.sort()).toEqual(existing);
  });
});

type Child = ChildProcessByStdio<null, Readable, null>;

async function spawnArm(folder: string): Promise<{ process: Child; endpoint: string }> {
  const script = join(__dirname, 'testing-process.ts');
  const child = spawn(process.execPath, ['--import', 'tsx', script, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [endpoint] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { process: child, endpoint };
}

/** Four writers that make groups as fast as they are answered; the process is killed over them. */
async function putUntilKilled(context: TestContext, endpoint: string, child: Child): Promise<string[]> {
  const token = await context.token({ audience: endpoint });
  const answered: string[] = [];
  const write = async (writer: number) => {
    for (let i = 0; ; i++) {
      const id = `${root}/resourceGroups/g-${writer}-${i}`;
      const response = await fetch(`${endpoint}${id}?api-version=2021-04-01`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(location),
      });
      if (response.status === 201) answered.push(id);
      if (answered.length === 20) child.kill('SIGKILL');
    }
  };
  const exited = once(child, 'exit');
  await Promise.allSettled([0, 1, 2, 3].map(write));
  await exited;
  return answered;
}
