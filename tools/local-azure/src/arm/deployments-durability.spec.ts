import { type ChildProcess, spawn } from 'node:child_process';
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
import { createTestContext } from '../host/testing.ts';
import { startArm } from './testing.ts';
import { deploymentsOf, nsg, propertiesOf, root } from './testing-deployments.ts';

const inGroup = { body: { location: 'eastus' } };
const names = ['a', 'b', 'c', 'd', 'e'];
/** Two chains, and one that waits for both. */
const template = {
  resources: [
    nsg('a'),
    nsg('b', { dependsOn: ['a'] }),
    nsg('c'),
    nsg('d', { dependsOn: ['c'] }),
    nsg('e', { dependsOn: ['b', 'd'] }),
  ],
};

describe('a deployment under way', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'arm-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('goes on after a restart where it was, and puts nothing twice', async () => {
    const clock = createFakeClock();
    const open = () => startArm({ operationDuration: seconds(5) }, { clock, folder });
    let under = await open();
    await under.send('PUT', `${root}/resourceGroups/g`, inGroup);
    await deploymentsOf(under, clock, 'g').begin('d', template);

    for (let restarts = 0; restarts < 9; restarts++) {
      await clock.advance(seconds(2));
      await under.arm.close();
      under = await open();
    }
    const ended = await deploymentsOf(under, clock, 'g').settled('d');
    const puts = under.arm.requests({ method: 'PUT', path: /networkSecurityGroups/ });
    await under.arm.close();

    expect(ended.provisioningState).toBe('Succeeded');
    expect(puts.map(({ path }) => path.split('/').at(-1)).sort()).toEqual(names);
  });

  it('survives kill -9: every resource is created once, and the secrets of the parameters are still known', async () => {
    const context = await createTestContext({ folder });
    const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'testing-process.ts'), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [endpoint] = (await once(createInterface(child.stdout as Readable), 'line')) as [string];
    await beginAndKill(child, endpoint, await context.token({ audience: endpoint }));

    const clock = createFakeClock(Date.now());
    const under = await startArm({ operationDuration: seconds(5) }, { folder, clock });
    const before = await deploymentsOf(under, clock, 'g').get('d');
    const ended = await deploymentsOf(under, clock, 'g').settled('d');
    const created = under.arm.requests({ effect: 'created', path: /networkSecurityGroups/ });
    const { body } = await under.send(
      'GET',
      `${root}/resourceGroups/g/providers/Microsoft.Network/networkSecurityGroups/e?api-version=2023-11-01`,
    );
    await under.arm.close();

    expect(before.provisioningState).toBe('Running');
    expect(ended.provisioningState).toBe('Succeeded');
    expect(created.map(({ resourceId }) => resourceId?.split('/').at(-1)).sort()).toEqual(names);
    expect(body['tags']).toEqual({ last: 'hunter22' });
  });

  it('makes nothing while it cannot record it, and goes on when it can', async () => {
    const clock = createFakeClock();
    const under = await startArm({ operationDuration: seconds(5) }, { clock, folder });
    await under.send('PUT', `${root}/resourceGroups/g`, inGroup);
    await deploymentsOf(under, clock, 'g').begin('d', template);
    const run = StatementSync.prototype.run;
    const full = jest.spyOn(StatementSync.prototype, 'run').mockImplementation(function (
      this: StatementSync,
      ...given
    ) {
      if ((given as unknown[])[0] === 'deployment') throw new Error('database or disk is full');
      return run.apply(this, given);
    });
    await clock.advance(seconds(3));
    full.mockRestore();
    const meanwhile = await under.send('GET', `${root}/resourceGroups/g/resources`);
    const ended = await deploymentsOf(under, clock, 'g').settled('d');
    const created = under.arm.requests({ effect: 'created', path: /networkSecurityGroups/ });
    await under.arm.close();

    expect(under.context.lines.join()).toContain('disk is full');
    expect(meanwhile.body).toEqual({ value: [] });
    expect(ended.provisioningState).toBe('Succeeded');
    expect(created.map(({ resourceId }) => resourceId?.split('/').at(-1)).sort()).toEqual(names);
  });
});

/** The process dies when the first resource is there. */
async function beginAndKill(child: ChildProcess, endpoint: string, token: string): Promise<void> {
  const send = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${endpoint}${path}?api-version=2021-04-01`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return (await response.json()) as { value?: { properties: { provisioningState: string } }[] };
  };
  const at = `${root}/resourceGroups/g/providers/Microsoft.Resources/deployments/d`;
  const resources = template.resources.map((one) =>
    one.name === 'e' ? { ...one, tags: { last: "[parameters('secret')]" } } : one,
  );
  const parameters = { secret: { type: 'securestring' } };
  await send('PUT', `${root}/resourceGroups/g`, { location: 'eastus' });
  await send('PUT', at, { properties: propertiesOf({ resources, parameters }, { secret: { value: 'hunter22' } }) });
  for (;;) {
    const { value = [] } = await send('GET', `${at}/operations`);
    if (value.some(({ properties }) => properties.provisioningState === 'Succeeded')) break;
  }
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}
