import { createFakeClock, type FakeClock } from '@aro-rp/testing';
import { minutes, seconds } from '@aro-rp/time';
import { createTestContext, type TestContext } from '../host/testing.ts';
import { homeTenant } from '../entra/tenants.ts';
import { asList, asObject, type Json } from './model/json.ts';
import { machineBody } from './model/providers/compute/testing.ts';
import { type Resource } from './model/resource.ts';
import { openStore } from './store.ts';
import { type ArmUnderTest, startArm, subscriptionId } from './testing.ts';

const root = `/subscriptions/${subscriptionId}`;
const provider = `${root}/providers/Microsoft.Compute`;
const group = `${root}/resourceGroups/machines`;
const nic = `${group}/providers/Microsoft.Network/networkInterfaces/n`;
const vm = `${group}/providers/Microsoft.Compute/virtualMachines/m`;
const version = 'api-version=2024-03-01';

/** An interface that is there before Azure Resource Manager starts. */
async function withInterface(clock: FakeClock): Promise<TestContext> {
  const context = await createTestContext({ clock });
  const store = openStore(context.folder('arm'));
  store.table<Resource>('resource').put(nic.toLowerCase(), {
    id: nic,
    name: 'n',
    type: 'Microsoft.Network/networkInterfaces',
    location: 'eastus',
    envelope: {},
    properties: {},
    provisioningState: 'Succeeded',
    etag: 'n',
    createdTime: '',
    changedTime: '',
  });
  store.close();
  return context;
}

describe('Microsoft.Compute on the wire', () => {
  const clock = createFakeClock();
  let context: TestContext;
  let under: ArmUnderTest;
  beforeAll(async () => {
    context = await withInterface(clock);
    const compute = { restrictions: [{ size: 'Standard_D8s_v3', zones: ['3'] }, { size: 'Standard_D4s_v3' }] };
    under = await startArm({ compute }, { clock, folder: context.dataDir });
    await send('PUT', `${group}?api-version=2021-04-01`, { body: { location: 'eastus' } });
    await send('PUT', `${vm}?${version}`, { body: { location: 'eastus', ...machineBody(nic) } });
    await clock.advance(seconds(2));
  });
  afterAll(async () => {
    await under.close();
    await context.dispose();
  });
  const send: ArmUnderTest['send'] = (...request) => under.send(...request);
  const get = async (path: string) => (await send('GET', path)).body;
  const list = async (path: string) => asList((await get(path))['value']).map(asObject);
  const codes = (view: unknown) => asList(asObject(view)['statuses']).map((one) => asObject(one)['code']);

  it('tells of a running machine in the instance view, and without it only when asked', async () => {
    const expanded = asObject((await get(`${vm}?${version}&$expand=instanceView`))['properties']);
    const plain = asObject((await get(`${vm}?${version}`))['properties']);
    const view = await get(`${vm}/instanceView?${version}`);

    expect(codes(view)).toEqual(['ProvisioningState/succeeded', 'PowerState/running']);
    expect(expanded['instanceView']).toEqual(view);
    expect(plain['instanceView']).toBeUndefined();
  });

  it('shows the serial console to anybody who has its signed address, until the time is over', async () => {
    under.arm.serialConsole.append(vm.toUpperCase(), 'waiting for the ignition');
    under.arm.serialConsole.append(`${vm}-absent`, 'lost');
    const answer = await send('POST', `${vm}/retrieveBootDiagnosticsData?${version}&sasUriExpirationTimeInMinutes=5`);
    const url = String(answer.body['serialConsoleLogBlobUri']);

    const read = await fetch(url);
    const text = await read.text();
    const forged = await fetch(url.replace(/se=[^&]+/, 'se=2999-01-01T00%3A00%3A00.000Z'));
    await clock.advance(minutes(6));
    const late = await fetch(url);

    expect([read.status, read.headers.get('content-type'), text]).toEqual([
      200,
      expect.stringContaining('text/plain'),
      'waiting for the ignition\n',
    ]);
    expect(under.arm.serialConsole.read(vm)).toBe('waiting for the ignition\n');
    expect(under.arm.serialConsole.read(`${vm}-absent`)).toBe('');
    expect([forged.status, late.status]).toEqual([403, 403]);
  });

  it('lists the sizes of a region with zones, capabilities and restrictions', async () => {
    const skus = await list(`${provider}/skus?api-version=2021-07-01&$filter=location eq 'East US'`);
    const west = await list(`${provider}/skus?api-version=2021-07-01&$filter=location%20eq%20%27westus%27`);
    const d8 = skus.find(({ name }) => name === 'Standard_D8s_v3');
    const everywhere = await list(`${provider}/skus?api-version=2019-04-01`);

    expect(d8).toMatchObject({
      resourceType: 'virtualMachines',
      family: 'standardDSv3Family',
      locations: ['eastus'],
      locationInfo: [{ location: 'eastus', zones: ['1', '2', '3'] }],
      restrictions: [{ type: 'Zone', restrictionInfo: { locations: ['eastus'], zones: ['3'] } }],
    });
    expect(asList(d8?.['capabilities'])).toEqual(
      expect.arrayContaining([
        { name: 'vCPUs', value: '8' },
        { name: 'MemoryGB', value: '32' },
        { name: 'HyperVGenerations', value: 'V1,V2' },
        { name: 'EncryptionAtHostSupported', value: 'True' },
      ]),
    );
    expect(skus.find(({ name }) => name === 'Standard_D4s_v3')?.['restrictions']).toMatchObject([{ type: 'Location' }]);
    expect(west[0]?.['locationInfo']).toMatchObject([{ location: 'westus', zones: [] }]);
    expect(everywhere.length).toBe(skus.length * 4);
  });

  it('tells usage of the region from the machines that are there', async () => {
    const rows = await list(`${provider}/locations/eastus/usages?${version}`);

    const used = Object.fromEntries(
      rows.map(({ name, currentValue }): [string, unknown] => [String(asObject(name)['value']), currentValue]),
    );
    expect(used).toMatchObject({ cores: 8, virtualMachines: 1, standardDSv5Family: 8, standardDSv3Family: 0 });
    expect((await list(`${provider}/locations/westus/usages?${version}`))[0]).toMatchObject({ currentValue: 0 });
  });

  it('walks the marketplace down to one image', async () => {
    const publishers = `${provider}/locations/eastus/publishers`;
    const offers = `${publishers}/AzureOpenShift/artifacttypes/vmimage/offers`;
    const names = async (path: string) =>
      ((await get(`${path}?${version}`)) as unknown as Json[]).map(({ name }) => name);
    const versions = `${offers}/aro4/skus/aro_416-v2/versions`;

    expect(await names(publishers)).toEqual(['Canonical', 'azureopenshift', 'redhat']);
    expect(await names(offers)).toEqual(['aro4']);
    expect(await names(`${offers}/aro4/skus`)).toEqual(expect.arrayContaining(['aro_416', 'aro_420-v2']));
    expect(await names(versions)).toContain('416.94.20240701');
    expect((await get(`${versions}/416.94.20240701?${version}`))['properties']).toMatchObject({
      hyperVGeneration: 'V2',
      osDiskImage: { operatingSystem: 'Linux' },
    });
    expect(await send('GET', `${versions}/1.2.3?${version}`)).toMatchObject({
      status: 404,
      body: { error: { code: 'NotFound', message: 'Artifact: VMImage was not found.' } },
    });
  });

  it.each([
    [`${provider}/skus?api-version=1999-01-01`, 'NoRegisteredProviderFound'],
    [`${provider}/skus?api-version=2021-07-01&$filter=size eq 'x'`, 'InvalidParameter'],
    [`${provider}/locations/mars/usages?${version}`, 'LocationNotAvailableForResourceType'],
    [`${group}/providers/Microsoft.Compute/virtualMachines/absent/instanceView?${version}`, 'ResourceNotFound'],
  ])('GET %s is refused with %s', async (path, code) => {
    expect((await send('GET', path)).body).toMatchObject({ error: { code } });
  });

  it('remembers the console over a restart, and forgets it with the machine', async () => {
    await under.arm.close();
    under = await startArm({ tenantId: homeTenant }, { clock, folder: context.dataDir });
    const remembered = under.arm.serialConsole.read(vm);
    await send('DELETE', `${vm}?${version}`);
    await clock.advance(seconds(2));
    const gone = under.arm.serialConsole.read(vm);
    await send('DELETE', `${group}/providers/Microsoft.Compute/disks/n_OSDisk?api-version=2023-04-02`);
    await clock.advance(seconds(2));
    const anew = await send('PUT', `${vm}?${version}`, { body: { location: 'eastus', ...machineBody(nic) } });

    expect(anew.status).toBe(201);
    expect(remembered).toBe('waiting for the ignition\n');
    expect(gone).toBe('');
    expect(under.arm.serialConsole.read(vm)).toBe('');
  });
});
