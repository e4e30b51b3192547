import { setTimeout as sleep } from 'node:timers/promises';
import { asList, asObject, type Json } from '../arm/model/json.ts';
import { idIn } from '../arm/model/providers/compute/scale-sets/testing.ts';
import { type MachineView } from './machines.ts';
import { type RegionUnderTest, setType, startRegion } from './testing.ts';

jest.setTimeout(60_000);

let region: RegionUnderTest;
beforeAll(async () => {
  region = await startRegion();
});
afterAll(() => region[Symbol.asyncDispose]());

const until = async <T>(what: () => T | Promise<T>): Promise<NonNullable<T>> => {
  for (let look = 0; look < 1_000; look += 1) {
    const found = await what();
    if (found) return found;
    await sleep(20);
  }
  throw new Error(`it never was so; there are ${JSON.stringify(region.azure.machines.list())}`);
};
const machinesOf = (set: string): MachineView[] =>
  region.azure.machines.list().filter(({ name }) => name.startsWith(`${set}_`));
const wellOf = (set: string, count = 1) =>
  until(() => {
    const found = machinesOf(set).filter(({ health }) => health === 'healthy');
    return found.length === count && machinesOf(set).length === count ? found : undefined;
  });
const ask = async (machine: MachineView | undefined, path: string) =>
  (await fetch(`http://${machine?.address}:8443${path}`)).json() as Promise<Json>;
const begin = (method: string, set: string, body?: Json) => region.send(method, idIn(setType, set), body);
const isThere = async (set: string) => (await begin('GET', set)).status === 200;
const remove = async (set: string) => {
  await begin('DELETE', set);
  await until(async () => !(await isThere(set)));
};
const runs = (pid: number | undefined): boolean => {
  try {
    return process.kill(pid ?? 0, 0);
  } catch {
    return false;
  }
};
const consoleOf = (set: string, number = 0) =>
  region.azure.arm.serialConsole.read(`${idIn(setType, set)}/virtualMachines/${number}`);

describe('machines of scale sets', () => {
  it('say on their consoles that they may not pull their image, and run it as soon as they may', async () => {
    await region.makeSet('pulling');
    const refused = await until(() => /backend\.service: .*401.*/.exec(consoleOf('pulling'))?.[0]);
    const before = machinesOf('pulling');

    await region.letPull();
    const [machine] = await wellOf('pulling');
    await remove('pulling');

    expect(refused).toMatch(/answered 401 to the manifest sha256:.* authentication required/);
    expect(before.map(({ pid, health }) => [pid, health])).toEqual([[undefined, 'unknown']]);
    expect(machine?.pid).toBeGreaterThan(0);
  });

  it('give a program its environment with local addresses, its secrets, and tokens of its own identity', async () => {
    await region.makeSet('told');
    const [machine] = await wellOf('told');

    const environment = await ask(machine, '/environment');
    const secret = await ask(machine, '/secret');
    const token = await fetch(
      `${String(environment['AZURE_POD_IDENTITY_AUTHORITY_HOST'])}/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://vault.azure.net&client_id=${region.backendClientId}`,
      { headers: { Metadata: 'true' } },
    );
    await remove('told');

    expect(environment).toMatchObject({
      AZURE_CLIENT_ID: region.backendClientId,
      KEY_VAULT_URL: expect.stringMatching(/^https:\/\/localhost:\d+$/) as string,
      OTHER_URL: 'https://absent.vault.azure.net/',
      REGISTRY: expect.stringMatching(/^localhost:\d+$/) as string,
      SCRATCH: expect.stringMatching(/^\/.*\/scratch$/) as string,
      HOST: machine?.address,
      HEALTH_HOST: machine?.address,
    });
    expect(Object.keys(environment)).not.toContain('HOME');
    expect(secret).toBe('a secret\n');
    expect(token.status).toBe(200);
  });

  it('start a program again that ends, and count it', async () => {
    await region.makeSet('ending');
    const [first] = await wellOf('ending');

    await ask(first, '/end');
    const again = await until(() => machinesOf('ending').find(({ pid, restarts }) => restarts === 1 && pid));
    const view = await region.ok('GET', `${idIn(setType, 'ending')}/virtualMachines/0/instanceView`);
    const console = consoleOf('ending');
    await remove('ending');

    expect(again.pid).not.toBe(first?.pid);
    expect(asObject(asList(asObject(asList(view['extensions'])[0])['substatuses'])[0])['message']).toBe('1');
    expect(console).toMatch(/Main process exited, code=exited, status=3\ntold to end\n/);
  });

  it('stop their program before they go, and the scale set ends after them', async () => {
    await region.makeSet('leaving', { capacity: 2 });
    const machines = await wellOf('leaving', 2);

    await begin('DELETE', 'leaving');
    const during = await Promise.all(
      machines.map(({ id }) => region.ok('GET', id).then((one) => asObject(one['properties'])['provisioningState'])),
    );
    await until(async () => !(await isThere('leaving')));

    expect(during).toEqual(['Deleting', 'Deleting']);
    expect(machines.map(({ pid }) => runs(pid))).toEqual([false, false]);
    expect(machinesOf('leaving')).toEqual([]);
  });

  it('are replaced when they do not get well', async () => {
    await region.makeSet('ill', { environment: { WELL_AFTER: 'never' } });
    const first = await until(() => machinesOf('ill')[0]);

    const second = await until(() => machinesOf('ill').find(({ name }) => name === 'ill_1'));
    await until(() => !machinesOf('ill').some(({ name }) => name === 'ill_0'));
    await remove('ill');

    expect(first.health).toBe('unknown');
    expect(second.restarts).toBe(0);
  });

  it('take connections through the load balancer once they are ready, and none while they stop', async () => {
    const balancer = () => region.azure.machines.loadBalancers()[0];
    const through = async () => (await fetch(`http://localhost:${balancer()?.localPort}/`)).json() as Promise<Json>;
    await region.makeSet('old');
    await until(() => balancer()?.ready === 1);
    const [old] = machinesOf('old');
    const port = balancer()?.localPort;

    await region.makeSet('new');
    await until(() => balancer()?.ready === 2);
    const [fresh] = machinesOf('new');
    const both = new Set([(await through())['pid'], (await through())['pid']]);
    await begin('DELETE', 'old');
    await until(() => balancer()?.ready === 1);
    const after = new Set([(await through())['pid'], (await through())['pid']]);
    await until(async () => !(await isThere('old')));
    await remove('new');

    expect(both).toEqual(new Set([old?.pid, fresh?.pid]));
    expect(after).toEqual(new Set([fresh?.pid]));
    expect(port).toBeGreaterThan(0);
  });

  it('publish what their programs count, on their scale set', async () => {
    await region.makeSet('counting');
    const [machine] = await wellOf('counting');
    await ask(machine, '/');

    const figures = await until(async () => {
      const path = `${idIn(setType, 'counting')}/providers/Microsoft.Insights/metrics`;
      const query = 'metricnamespace=aro-rp&metricnames=QueueAgeSeconds,Requests&aggregation=Total,Maximum';
      const text = JSON.stringify(await region.ok('GET', path, undefined, query));
      return /"maximum":7/.test(text) && /"total":[1-9]/.test(text) ? text : undefined;
    });
    await remove('counting');

    expect(figures).toContain('QueueAgeSeconds');
  });

  it('go on when Azure Resource Manager starts again', async () => {
    await region.makeSet('staying');
    const [before] = await wellOf('staying');

    await region.azure.restart('arm');
    const [after] = machinesOf('staying');
    await remove('staying');

    expect(after?.pid).toBe(before?.pid);
    expect(runs(before?.pid)).toBe(false);
  });
});
