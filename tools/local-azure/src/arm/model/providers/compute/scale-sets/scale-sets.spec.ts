import { milliseconds } from '@aro-rp/time';
import { asList, asObject, type Json } from '../../../json.ts';
import { type InstanceState } from './hardware.ts';
import { group, idIn, poolId, scaleSetBody, type ScaleSetsUnderTest, startForScaleSets, subnetId } from './testing.ts';

const type = 'Microsoft.Compute/virtualMachineScaleSets';
const version = 'api-version=2024-03-01';
const quick = { updateIntervalInMs: 5 };

describe('scale sets', () => {
  let test: ScaleSetsUnderTest;
  beforeAll(async () => {
    test = await startForScaleSets({ operationDuration: milliseconds(1) });
  });
  afterAll(() => test.close());

  const put = (name: string, body: Json = scaleSetBody()) =>
    test.send('PUT', `${idIn(type, name)}?${version}`, { body });
  const make = async (name: string, body: Json = scaleSetBody()) => {
    const answer = await put(name, body);
    if (answer.status >= 300) throw new Error(JSON.stringify(answer.body));
    await settled(name);
  };
  const get = (path: string) => test.send('GET', `${path}${path.includes('?') ? '&' : '?'}${version}`);
  const settled = async (name: string) => {
    while (asObject((await get(idIn(type, name))).body['properties'])['provisioningState'] !== 'Succeeded');
  };
  const instances = async (name: string) => {
    const found = [];
    for await (const one of test.compute.virtualMachineScaleSetVMs.list(group, name, { expand: 'instanceView' }))
      found.push(one);
    return found;
  };
  const remove = (name: string) => test.compute.virtualMachineScaleSets.beginDeleteAndWait(group, name, quick);
  const refusal = async (body: Json, name = 'refused') => {
    const { status, body: answer } = await put(name, body);
    return `${status} ${String(asObject(answer['error'])['code'])}`;
  };

  it('have an instance for each of their capacity, in all zones, with addresses of the subnet', async () => {
    await make('spread', scaleSetBody({ capacity: 3 }));

    const found = await instances('spread');
    const { body: network } = await test.send(
      'GET',
      `${idIn('Microsoft.Network/loadBalancers', 'frontend')}?api-version=2023-11-01`,
    );
    const pool = asObject(asList(asObject(network['properties'])['backendAddressPools'])[0]);
    await remove('spread');

    expect(found.map(({ name, instanceId, zones }) => [name, instanceId, zones])).toEqual([
      ['spread_0', '0', ['1']],
      ['spread_1', '1', ['2']],
      ['spread_2', '2', ['3']],
    ]);
    expect(found.map((one) => one.osProfile?.computerName)).toEqual([
      'backend000000',
      'backend000001',
      'backend000002',
    ]);
    expect(asList(asObject(pool['properties'])['backendIPConfigurations'])).toHaveLength(3);
  });

  it('show nothing of what machines read at their first boot, and keep it when it is not sent again', async () => {
    await make('quiet', scaleSetBody({ capacity: 1, customData: 'hidden' }));
    const shown = await test.compute.virtualMachineScaleSets.get(group, 'quiet');
    const { adminUsername, customData } = shown.virtualMachineProfile?.osProfile ?? {};

    await make('quiet', {
      ...scaleSetBody({ capacity: 1 }),
      properties: { ...shown, ...asObject(scaleSetBody()['properties']) },
    });
    const [instance] = test.arm.view.ofType(undefined, `${type}/virtualMachines`);
    await remove('quiet');

    expect({ adminUsername, customData }).toEqual({ adminUsername: 'sre', customData: undefined });
    expect(JSON.stringify(instance?.properties)).toContain(Buffer.from('hidden').toString('base64'));
  });

  it('grow and shrink by their capacity, and never use a number twice', async () => {
    await make('elastic');
    const patch = (capacity: number) =>
      test.compute.virtualMachineScaleSets.beginUpdateAndWait(group, 'elastic', { sku: { capacity } }, quick);

    await patch(1);
    const fewer = await instances('elastic');
    await patch(2);
    const more = await instances('elastic');
    await test.compute.virtualMachineScaleSetVMs.beginDeleteAndWait(group, 'elastic', '0', quick);
    const { sku } = await test.compute.virtualMachineScaleSets.get(group, 'elastic');
    const left = await instances('elastic');
    await remove('elastic');

    const numbers = (list: typeof left) => list.map(({ instanceId }) => instanceId);
    expect([numbers(fewer), numbers(more), numbers(left)]).toEqual([['0'], ['0', '2'], ['2']]);
    expect(sku?.capacity).toBe(1);
  });

  it('take new tags and a repairs policy without touching an instance', async () => {
    await make('tagged');
    const before = await instances('tagged');

    await test.compute.virtualMachineScaleSets.beginUpdateAndWait(
      group,
      'tagged',
      { tags: { release: 'b' }, automaticRepairsPolicy: { enabled: false } } as never,
      quick,
    );
    const set = await test.compute.virtualMachineScaleSets.get(group, 'tagged');
    const after = await instances('tagged');
    await remove('tagged');

    expect(set.tags).toEqual({ release: 'b' });
    expect(set.automaticRepairsPolicy).toEqual({ enabled: false, gracePeriod: 'PT30M', repairAction: 'Replace' });
    expect(after.map(({ vmId }) => vmId)).toEqual(before.map(({ vmId }) => vmId));
  });

  it.each<[string, string, Json]>([
    ['more instances than the subnet has addresses', '400 SubnetIsFull', scaleSetBody({ capacity: 4 })],
    ['a size that there is not', '400 InvalidParameter', scaleSetBody({ size: 'Standard_Z1' })],
    ['a zone that there is not', '400 InvalidAvailabilityZone', scaleSetBody({ zones: ['9'] })],
    ['a capacity that is no number', '400 InvalidParameter', scaleSetBody({ capacity: -1 })],
    ['a short notice', '400 InvalidParameter', scaleSetBody({ profile: notice('PT4M') })],
    ['a long notice', '400 InvalidParameter', scaleSetBody({ profile: notice('PT16M') })],
    [
      'repairs without a source of health',
      '409 OperationNotAllowed',
      scaleSetBody({ profile: { extensionProfile: {} } }),
    ],
    [
      'repairs at once',
      '400 InvalidParameter',
      scaleSetBody({ properties: { automaticRepairsPolicy: { enabled: true, gracePeriod: 'PT5M' } } }),
    ],
    ['another orchestration', '400 InvalidParameter', scaleSetBody({ properties: { orchestrationMode: 'Flexible' } })],
    [
      'an unknown image',
      '404 PlatformImageNotFound',
      scaleSetBody({
        profile: { storageProfile: { imageReference: { publisher: 'a', offer: 'b', sku: 'c', version: 'latest' } } },
      }),
    ],
    [
      'a subnet that there is not',
      '400 InvalidResourceReference',
      JSON.parse(JSON.stringify(scaleSetBody()).replaceAll(subnetId, `${subnetId}2`)) as Json,
    ],
    [
      'a pool that there is not',
      '400 InvalidResourceReference',
      JSON.parse(JSON.stringify(scaleSetBody()).replaceAll(poolId, `${poolId}2`)) as Json,
    ],
    [
      'an identity that there is not',
      '400 FailedIdentityOperation',
      JSON.parse(JSON.stringify(scaleSetBody()).replaceAll('/host"', '/nobody"')) as Json,
    ],
  ])('refuse %s', async (_what, expected, body) => {
    expect(await refusal(body)).toBe(expected);
  });

  it('refuse to change what they are', async () => {
    await make('fixed', scaleSetBody({ capacity: 1 }));

    const mode = await refusal(scaleSetBody({ capacity: 1, properties: { orchestrationMode: 'Flexible' } }), 'fixed');
    const zones = await refusal(scaleSetBody({ capacity: 1, zones: ['1'] }), 'fixed');
    const instance = await test.send('PUT', `${idIn(type, 'fixed')}/virtualMachines/7?${version}`, { body: {} });
    await remove('fixed');

    expect([mode, zones, instance.status]).toEqual([
      '409 PropertyChangeNotAllowed',
      '409 PropertyChangeNotAllowed',
      409,
    ]);
  });

  it('tell an instance whose health nobody knows as unknown, and count states of all', async () => {
    await make('views');

    const one = await test.compute.virtualMachineScaleSetVMs.getInstanceView(group, 'views', '0');
    const all = await test.compute.virtualMachineScaleSets.getInstanceView(group, 'views');
    await remove('views');

    expect(one.vmHealth?.status?.code).toBe('HealthState/unknown');
    expect(all.virtualMachine?.statusesSummary).toContainEqual({ code: 'PowerState/running', count: 2 });
  });

  describe('with somebody who runs their instances', () => {
    const states = new Map<string, InstanceState>();
    let attached: Disposable;
    beforeAll(() => {
      attached = test.arm.scaleSets.attach({ stateOf: (id) => states.get(id) });
    });
    afterAll(() => attached[Symbol.dispose]());
    const terminating = (name: string) =>
      test.arm.view
        .children(idIn(type, name))
        .filter(({ properties }) => properties['termination'] !== undefined)
        .map(({ id }) => id);

    it('show what it says of health and restarts', async () => {
      await make('told', scaleSetBody({ capacity: 1 }));
      states.set(`${idIn(type, 'told')}/virtualMachines/0`, { health: 'healthy', isRunning: true, restarts: 3 });

      const [one] = await instances('told');
      const view = one?.instanceView;
      const deleting = remove('told');
      while (terminating('told').length < 1) await get(idIn(type, 'told'));
      for (const id of terminating('told')) test.arm.scaleSets.gone(id);
      await deleting;

      expect(view?.vmHealth?.status?.code).toBe('HealthState/healthy');
      expect(view?.extensions?.[0]?.substatuses?.[0]?.message).toBe('3');
    });

    it('are deleted only when every instance has gone', async () => {
      await make('leaving');
      const { status } = await test.send('DELETE', `${idIn(type, 'leaving')}?${version}`);
      const [first = '', second = ''] = terminating('leaving');

      const both = await instances('leaving');
      test.arm.scaleSets.gone(first);
      const between = await get(idIn(type, 'leaving'));
      test.arm.scaleSets.gone(second);
      while ((await get(idIn(type, 'leaving'))).status !== 404);

      expect(status).toBe(202);
      expect(both.map(({ provisioningState }) => provisioningState)).toEqual(['Deleting', 'Deleting']);
      expect(asObject(between.body['properties'])['provisioningState']).toBe('Deleting');
    });

    it('get another instance for one that is not well', async () => {
      await make('repaired', scaleSetBody({ capacity: 1 }));

      test.arm.scaleSets.replace(`${idIn(type, 'repaired')}/virtualMachines/0`);
      const found = await instances('repaired');
      for (const id of terminating('repaired')) test.arm.scaleSets.gone(id);
      const left = await instances('repaired');

      expect(found.map(({ instanceId, provisioningState }) => [instanceId, provisioningState])).toEqual([
        ['0', 'Deleting'],
        ['1', 'Succeeded'],
      ]);
      expect(left.map(({ instanceId }) => instanceId)).toEqual(['1']);
    });
  });
});

it('count against the quota of the subscription', async () => {
  const quota = { cores: 5, coresPerFamily: 100, virtualMachines: 100 };
  const test = await startForScaleSets({ operationDuration: milliseconds(1), compute: { quota } });
  try {
    const first = await test.send('PUT', `${idIn(type, 'a')}?${version}`, { body: scaleSetBody() });
    const second = await test.send('PUT', `${idIn(type, 'b')}?${version}`, { body: scaleSetBody({ capacity: 1 }) });

    expect(first.status).toBe(201);
    expect([second.status, asObject(second.body['error'])['code']]).toEqual([409, 'QuotaExceeded']);
  } finally {
    await test.close();
  }
});

function notice(notBeforeTimeout: string): Json {
  return { scheduledEventsProfile: { terminateNotificationProfile: { enable: true, notBeforeTimeout } } };
}
