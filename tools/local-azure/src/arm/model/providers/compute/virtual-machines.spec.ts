import { asObject, type Json } from '../../json.ts';
import { ArmError } from '../../errors.ts';
import { customDataLimit } from './machine/os.ts';
import { type ComputeOptions } from './options.ts';
import { type ComputeUnderTest, idOf, machineBody, nicId, openCompute, refusalOf } from './testing.ts';

const vm = 'Microsoft.Compute/virtualMachines';
const disk = 'Microsoft.Compute/disks';
const image = (sku: string, version: string) => ({
  imageReference: { publisher: 'azureopenshift', offer: 'aro4', sku, version },
  osDisk: { createOption: 'FromImage' },
});

describe('a virtual machine', () => {
  let compute: ComputeUnderTest;
  const open = (options?: ComputeOptions) => (compute = openCompute(options));
  afterEach(() => compute.close());
  const put = (name: string, changes: Json = {}, envelope: Json = {}) =>
    compute.put(vm, name, machineBody(compute.nic(`${name}-nic`), changes, envelope));

  it('is shown without its secrets, and is stored with what it boots from', async () => {
    open();

    const stored = await put('m', { userData: 'aGk=' });

    const shown = JSON.stringify(compute.show(vm, 'm'));
    expect(shown).not.toContain('NotActuallyApplied!');
    expect(shown).not.toContain('customData');
    expect(shown).not.toContain('userData');
    expect(shown).not.toContain('powerState');
    expect(asObject(stored.properties['osProfile'])['customData']).toBe(
      Buffer.from('{"ignition":{}}').toString('base64'),
    );
    expect(compute.show(vm, 'm')['properties']).toMatchObject({
      provisioningState: 'Succeeded',
      hardwareProfile: { vmSize: 'Standard_D8s_v5' },
      storageProfile: { imageReference: { exactVersion: '416.94.20240701' }, dataDisks: [] },
      networkProfile: { networkInterfaces: [{ id: nicId('m-nic'), properties: { primary: true } }] },
    });
  });

  it('comes with its disk, which stays behind it and cannot be taken twice', async () => {
    open();

    await put('m');
    const attached = await refusalOf(() => compute.remove(disk, 'm-nic_OSDisk'));
    const shown = compute.show(disk, 'm-nic_OSDisk');
    await compute.remove(vm, 'm');
    const again = await refusalOf(() => put('m'));
    await compute.remove(disk, 'm-nic_OSDisk');
    const anew = await put('m');

    expect(attached).toBe('409 OperationNotAllowed');
    expect(shown).toMatchObject({
      managedBy: idOf(vm, 'm'),
      sku: { name: 'Premium_LRS', tier: 'Premium' },
      zones: ['1'],
      properties: { diskSizeGB: 1_024, diskState: 'Attached', osType: 'Linux' },
    });
    expect(again).toBe('409 ConflictingUserInput');
    expect(anew.provisioningState).toBe('Succeeded');
  });

  it('takes disk and interface with it when their deleteOption says so', async () => {
    open();
    const body = machineBody(compute.nic('n'));
    const properties = asObject(body['properties']);
    const storage = asObject(properties['storageProfile']);
    Object.assign(asObject(storage['osDisk']), { deleteOption: 'Delete' });
    Object.assign(properties, {
      networkProfile: { networkInterfaces: [{ id: nicId('n'), properties: { deleteOption: 'Delete' } }] },
    });

    await compute.put(vm, 'm', body);
    await compute.remove(vm, 'm');

    expect(compute.view.get(idOf(disk, 'n_OSDisk'))).toBeUndefined();
    expect(compute.view.get(nicId('n'))).toBeUndefined();
  });

  it('written again is the same machine, and keeps what a PUT without it leaves out', async () => {
    open();
    const first = await put('m');

    const again = await put('m');
    const { osProfile: _os, ...without } = asObject(machineBody(nicId('m-nic'))['properties']);
    const later = await compute.put(vm, 'm', { zones: ['1'], properties: without });

    expect(again.properties).toEqual(first.properties);
    expect(later.properties['osProfile']).toEqual(first.properties['osProfile']);
  });

  it.each([
    ['osProfile.customData', { osProfile: { customData: 'bmV3' } }, {}],
    ['imageReference', { storageProfile: image('aro_417-v2', 'latest') }, {}],
    ['osDisk.name', { storageProfile: { osDisk: { name: 'other' } } }, {}],
    ['zones', {}, { zones: ['2'] }],
  ])('does not change its %s', async (_member, changes, envelope) => {
    open();
    await put('m');

    expect(await refusalOf(() => put('m', changes, envelope))).toBe('409 PropertyChangeNotAllowed');
  });

  it.each([
    ['no size', { hardwareProfile: {} }, '400 InvalidParameter'],
    ['an unknown size', { hardwareProfile: { vmSize: 'Standard_X1' } }, '400 InvalidParameter'],
    ['no image', { storageProfile: { osDisk: { createOption: 'FromImage' } } }, '400 InvalidParameter'],
    ['an unknown image', { storageProfile: image('aro_499', 'latest') }, '404 PlatformImageNotFound'],
    ['an unknown version', { storageProfile: image('aro_416', '416.0.0') }, '404 PlatformImageNotFound'],
    [
      'an image of the wrong generation',
      { hardwareProfile: { vmSize: 'Standard_D8s_v6' }, storageProfile: image('aro_419', 'latest') },
      '400 BadRequest',
    ],
    [
      'a disk smaller than its image',
      { storageProfile: { ...image('aro_416', 'latest'), osDisk: { createOption: 'FromImage', diskSizeGB: 1 } } },
      '409 OperationNotAllowed',
    ],
    ['no osProfile', { osProfile: undefined }, '400 InvalidParameter'],
    ['no user', { osProfile: { adminPassword: 'x' } }, '400 InvalidParameter'],
    ['no way to log in', { osProfile: { adminUsername: 'core' } }, '400 InvalidParameter'],
    [
      'custom data that is no base64',
      { osProfile: { adminUsername: 'core', adminPassword: 'x', customData: '{"ignition":{}}' } },
      '400 InvalidParameter',
    ],
    [
      'custom data beyond 64 KB',
      { osProfile: { adminUsername: 'core', adminPassword: 'x', customData: 'A'.repeat(customDataLimit + 4) } },
      '400 InvalidParameter',
    ],
    ['no interface', { networkProfile: {} }, '400 InvalidParameter'],
    [
      'an interface that is not there',
      { networkProfile: { networkInterfaces: [{ id: nicId('absent') }] } },
      '400 InvalidResourceReference',
    ],
    [
      'encryption at host on a size without it',
      {
        hardwareProfile: { vmSize: 'Standard_L8s' },
        storageProfile: image('aro_416', 'latest'),
        securityProfile: { encryptionAtHost: true },
      },
      '400 InvalidParameter',
    ],
  ])('with %s is refused', async (_what, changes, expected) => {
    open();

    expect(await refusalOf(() => put('m', changes))).toBe(expected);
    expect(compute.view.get(idOf(vm, 'm'))).toBeUndefined();
  });

  it('takes custom data of exactly 64 KB', async () => {
    open();
    const customData = 'A'.repeat(customDataLimit);

    const made = await put('m', { osProfile: { adminUsername: 'core', adminPassword: 'x', customData } });

    expect(asObject(made.properties['osProfile'])['customData']).toHaveLength(customDataLimit);
  });

  it('wants a plan exactly when its image is sold', async () => {
    open();
    const storageProfile = {
      imageReference: { publisher: 'redhat', offer: 'rh-ocp-worker', sku: 'rh-ocp-worker', version: 'latest' },
      osDisk: { createOption: 'FromImage' },
    };
    const plan = { publisher: 'redhat', product: 'rh-ocp-worker', name: 'rh-ocp-worker' };

    expect(await refusalOf(() => put('m', { storageProfile }))).toBe('400 VMMarketplaceInvalidInput');
    expect(await refusalOf(() => put('m', {}, { plan }))).toBe('400 VMMarketplaceInvalidInput');
    expect((await put('m', { storageProfile }, { plan })).envelope['plan']).toEqual(plan);
  });

  it('has its interface alone, in its own region, and accelerated only when its size is', async () => {
    open();
    await put('m');
    const use = (id: string, changes: Json = {}) => refusalOf(() => compute.put(vm, 'other', machineBody(id, changes)));

    expect(await use(nicId('m-nic'))).toBe('400 NicInUse');
    expect(await use(compute.nic('endpoint', { privateEndpoint: { id: '/pe' } }))).toBe('400 NicInUse');
    expect(await use(compute.nic('far', {}, 'westus'))).toBe('400 InvalidResourceReference');
    expect(
      await use(compute.nic('fast', { enableAcceleratedNetworking: true }), {
        hardwareProfile: { vmSize: 'Standard_NC6s_v3' },
      }),
    ).toBe('400 VMSizeIsNotPermittedToEnableAcceleratedNetworking');
    await compute.remove(vm, 'm');
    expect(await use(nicId('m-nic'))).toBe('409 ConflictingUserInput');
  });

  it('is refused where its size is withheld, and in zones that a region does not have', async () => {
    open({ restrictions: [{ size: 'Standard_D8s_v5', zones: ['1'] }, { size: 'Standard_D16s_v5' }] });
    const d16 = { hardwareProfile: { vmSize: 'Standard_D16s_v5' } };

    expect(await refusalOf(() => put('m'))).toBe('409 SkuNotAvailable');
    await expect(put('m', d16)).rejects.toThrow(
      "for resource 'Following SKUs have failed for Capacity Restrictions: Standard_D16s_v5' is currently not available in location 'eastus'. Please",
    );
    expect(await refusalOf(() => put('m', d16, { zones: ['2'] }))).toBe('409 SkuNotAvailable');
    expect(await refusalOf(() => put('m', {}, { zones: ['4'] }))).toBe('400 InvalidAvailabilityZone');
    expect(await refusalOf(() => put('m', {}, { zones: ['1', '2'] }))).toBe('400 InvalidParameter');
    expect((await put('m', {}, { zones: ['2'] })).provisioningState).toBe('Succeeded');
  });

  it('has encryption at host only when its subscription has the feature', async () => {
    open({ hasFeature: () => false });

    expect(await refusalOf(() => put('m', { securityProfile: { encryptionAtHost: true } }))).toBe(
      '400 InvalidParameter',
    );
  });

  it('that cannot be allocated is there as failed, with its disk, until it is deleted', async () => {
    open({ allocate: () => new ArmError(409, 'AllocationFailed', 'Allocation failed.') });

    const made = await put('m');

    expect(made.provisioningState).toBe('Failed');
    expect(compute.view.get(idOf(disk, 'm-nic_OSDisk'))).toBeDefined();
  });

  it('is started, stopped and deallocated, and its disk shows it', async () => {
    open();
    await put('m');
    const state = () => asObject(compute.show(disk, 'm-nic_OSDisk')['properties'])['diskState'];

    compute.act(vm, 'm', 'deallocate');
    const reserved = state();
    const restart = await refusalOf(() => compute.act(vm, 'm', 'restart'));
    const kept = await put('m');
    compute.act(vm, 'm', 'start');

    expect(reserved).toBe('Reserved');
    expect(restart).toBe('409 OperationNotAllowed');
    expect(kept.properties['powerState']).toBe('deallocated');
    expect(state()).toBe('Attached');
  });

  it('has boot diagnostics only when they are on', async () => {
    open({ consoleUrl: (machine, minutes) => `${machine.name}/${minutes}` });
    await put('on');
    await put('off', { diagnosticsProfile: undefined });
    const retrieve = (name: string, query?: string) => compute.act(vm, name, 'retrieveBootDiagnosticsData', query);

    expect(retrieve('on').body).toEqual({ serialConsoleLogBlobUri: 'on/120' });
    expect(retrieve('on', 'sasUriExpirationTimeInMinutes=5').body).toEqual({ serialConsoleLogBlobUri: 'on/5' });
    expect(await refusalOf(() => retrieve('on', 'sasUriExpirationTimeInMinutes=0'))).toBe('400 InvalidParameter');
    expect(await refusalOf(() => retrieve('off'))).toBe('409 OperationNotAllowed');
  });
});

describe('the disks of a virtual machine', () => {
  const compute = openCompute();
  afterAll(() => compute.close());
  const data = (name: string) => ({
    lun: 0,
    createOption: 'Attach',
    managedDisk: { id: idOf(disk, name) },
  });
  const withData = (nic: string, dataDisks: Json[]) => {
    const body = machineBody(nic);
    Object.assign(asObject(asObject(body['properties'])['storageProfile']), { dataDisks });
    return body;
  };
  const state = () => asObject(compute.show(disk, 'd')['properties'])['diskState'];

  it('are one machine’s at a time, from its PUT until it lets them go', async () => {
    const creationData = { createOption: 'Empty' };
    await compute.put(disk, 'd', { sku: { name: 'Premium_LRS' }, properties: { creationData, diskSizeGB: 32 } });
    const free = state();

    await compute.put(vm, 'a', withData(compute.nic('a'), [data('d')]));
    const taken = compute.show(disk, 'd');
    const other = await refusalOf(() => compute.put(vm, 'b', withData(compute.nic('b'), [data('d')])));
    const deleted = await refusalOf(() => compute.remove(disk, 'd'));
    await compute.put(vm, 'a', withData(nicId('a'), []));

    expect([free, other, deleted]).toEqual(['Unattached', '409 OperationNotAllowed', '409 OperationNotAllowed']);
    expect(taken).toMatchObject({ managedBy: idOf(vm, 'a'), properties: { diskState: 'Attached', diskSizeGB: 32 } });
    expect(compute.show(disk, 'd')).not.toHaveProperty('managedBy');
    expect(await refusalOf(() => compute.remove(disk, 'd'))).toBe('not refused');
  });

  it('do not shrink, and are not there without a size', async () => {
    const creationData = { createOption: 'Empty' };
    await compute.put(disk, 'e', { properties: { creationData, diskSizeGB: 32 } });
    const put = (properties: Json) => refusalOf(() => compute.put(disk, 'e', { properties }));

    expect(await put({ diskSizeGB: 16 })).toBe('409 OperationNotAllowed');
    expect(await put({ diskSizeGB: 0 })).toBe('400 InvalidParameter');
    expect(await put({ diskSizeGB: 64 })).toBe('not refused');
    expect(await refusalOf(() => compute.put(disk, 'f', { properties: { diskSizeGB: 64 } }))).toBe(
      '400 InvalidParameter',
    );
  });
});
