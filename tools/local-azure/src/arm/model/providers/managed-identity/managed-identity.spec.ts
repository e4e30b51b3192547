import { asObject } from '../../json.ts';
import { idOf, machineBody, openCompute, refusalOf } from '../compute/testing.ts';
import { type ManagedIdentity, tellDirectory } from './identities.ts';

const type = 'Microsoft.ManagedIdentity/userAssignedIdentities';
const vm = 'Microsoft.Compute/virtualMachines';
const set = 'Microsoft.Compute/diskEncryptionSets';

describe('managed identities', () => {
  const known = new Map<string, ManagedIdentity>();
  const compute = openCompute(
    {},
    {
      add: (identity) => void known.set(identity.principalId, identity),
      remove: ({ principalId }) => void known.delete(principalId),
    },
  );
  afterAll(() => compute.close());

  it('are in the directory as long as they exist, under ids that never change', async () => {
    const made = await compute.put(type, 'short', {});
    const again = await compute.put(type, 'short', { tags: { a: 'b' } });
    const principalId = String(made.properties['principalId']);
    const before = known.get(principalId);
    await compute.remove(type, 'short');

    expect(again.properties).toEqual(made.properties);
    expect(before).toMatchObject({ tenantId: 'tenant', name: 'short', clientId: made.properties['clientId'] });
    expect(known.has(principalId)).toBe(false);
  });

  it('are told again to a directory that forgot them', async () => {
    const { properties } = await compute.put(type, 'lasting', {});
    known.clear();

    tellDirectory({ add: (one) => void known.set(one.principalId, one), remove: () => undefined }, compute.view);

    expect([...known.keys()]).toEqual([properties['principalId']]);
  });

  it('are shown with their ids on what uses them, the system’s own too', async () => {
    const { properties } = await compute.put(type, 'used', {});
    const id = idOf(type, 'used');
    const identity = { type: 'SystemAssigned, UserAssigned', userAssignedIdentities: { [id]: {} } };

    const machine = await compute.put(vm, 'm', machineBody(compute.nic('n'), {}, { identity }));
    const again = await compute.put(vm, 'm', machineBody(compute.nic('n'), {}, { identity }));

    const { principalId, userAssignedIdentities } = asObject(machine.envelope['identity']);
    expect(known.has(String(principalId))).toBe(true);
    expect(asObject(userAssignedIdentities)[id]).toEqual({
      principalId: properties['principalId'],
      clientId: properties['clientId'],
    });
    expect(again.envelope['identity']).toEqual(machine.envelope['identity']);
  });

  it('are refused when they do not exist, and in kinds that Azure does not have', async () => {
    const put = (identity: unknown) =>
      refusalOf(() => compute.put(vm, 'other', machineBody(compute.nic('o'), {}, { identity })));

    expect(await put({ type: 'UserAssigned', userAssignedIdentities: { [idOf(type, 'absent')]: {} } })).toBe(
      '400 FailedIdentityOperation',
    );
    expect(await put({ type: 'UserAssigned' })).toBe('400 FailedIdentityOperation');
    expect(await put({ type: 'Personal' })).toBe('400 FailedIdentityOperation');
    expect(await refusalOf(() => compute.put(type, 'a', {}))).toBe('400 InvalidIdentityName');
  });

  it('are what a disk encryption set needs, which stays while a disk uses it', async () => {
    const activeKey = { keyUrl: 'https://localhost/keys/k/1' };
    const none = await refusalOf(() => compute.put(set, 'des', { properties: { activeKey } }));
    await compute.put(set, 'des', { identity: { type: 'SystemAssigned' }, properties: { activeKey } });
    const machine = machineBody(compute.nic('e'));
    const osDisk = asObject(asObject(asObject(machine['properties'])['storageProfile'])['osDisk']);
    const encrypted = (id: string) => Object.assign(osDisk, { managedDisk: { diskEncryptionSet: { id } } });

    encrypted(idOf(set, 'absent'));
    const absent = await refusalOf(() => compute.put(vm, 'e', machine));
    encrypted(idOf(set, 'des'));
    const made = await compute.put(vm, 'e', machine);
    const inUse = await refusalOf(() => compute.remove(set, 'des'));
    await compute.remove(vm, 'e');
    await compute.remove('Microsoft.Compute/disks', 'e_OSDisk');

    expect(none).toBe('400 InvalidParameter');
    expect(absent).toBe('404 NotFound');
    expect(made.provisioningState).toBe('Succeeded');
    expect(inUse).toBe('409 OperationNotAllowed');
    expect(await refusalOf(() => compute.remove(set, 'des'))).toBe('not refused');
  });
});
