import { infraId as I, machinesInput } from '../testing/template-inputs.ts';
import { bootstrapCustomData, type MachinesInput, machinesTemplate } from './machines.ts';
import { type TemplateResource } from './template.ts';

const masters = [0, 1, 2].map((index) => `${I}-master-${index}`);
const all = [`${I}-bootstrap`, ...masters];
const find = (type: string, name: string, changes: Partial<MachinesInput> = {}): TemplateResource | undefined =>
  machinesTemplate({ ...machinesInput, ...changes }).resources.find(
    (one) => one.type.endsWith(type) && one.name === name,
  );
const machine = (name: string, changes: Partial<MachinesInput> = {}) => find('/virtualMachines', name, changes);
const nic = (name: string, changes: Partial<MachinesInput> = {}) => find('/networkInterfaces', `${name}-nic`, changes);

it('makes the bootstrap machine, three masters and their network interfaces, and nothing else', () => {
  expect(machinesTemplate(machinesInput).resources.map(({ name }) => name)).toEqual([
    ...all.map((name) => `${name}-nic`),
    ...all,
  ]);
});

it.each<[string, string]>([
  [`${I}-bootstrap`, 'bootstrap-nic-ip-v4'],
  ...masters.map((name): [string, string] => [name, 'pipConfig']),
])('the network interface of %s is in both pools from its first moment, with %s', (name, configuration) => {
  const pool = (balancer: string) => ({
    id: `[resourceId('Microsoft.Network/loadBalancers/backendAddressPools', '${balancer}', '${I}')]`,
  });

  expect(nic(name)?.properties?.['ipConfigurations']).toEqual([
    {
      name: configuration,
      properties: {
        primary: true,
        privateIPAllocationMethod: 'Dynamic',
        subnet: { id: machinesInput.subnetId },
        loadBalancerBackendAddressPools: [pool(I), pool(`${I}-internal`)],
      },
    },
  ]);
});

it.each([true, false])('accelerates networks where the size can: %j', (acceleratedNetworking) => {
  for (const name of all)
    expect(nic(name, { acceleratedNetworking })?.properties?.['enableAcceleratedNetworking']).toBe(
      acceleratedNetworking,
    );
});

it.each<[string, number]>([[`${I}-bootstrap`, 100], ...masters.map((name): [string, number] => [name, 1024])])(
  '%s has the size, the image and a Premium disk of %d GB',
  (name, diskSizeGB) => {
    expect(machine(name)?.properties).toMatchObject({
      hardwareProfile: { vmSize: machinesInput.vmSize },
      networkProfile: {
        networkInterfaces: [{ id: `[resourceId('Microsoft.Network/networkInterfaces', '${name}-nic')]` }],
      },
      storageProfile: {
        imageReference: machinesInput.image,
        osDisk: {
          name: `${name}_OSDisk`,
          createOption: 'FromImage',
          diskSizeGB,
          managedDisk: { storageAccountType: 'Premium_LRS' },
        },
      },
      // Without an account of ours: managed boot diagnostics.
      diagnosticsProfile: { bootDiagnostics: { enabled: true } },
    });
  },
);

it('a marketplace image without a purchase plan is taken without a plan', () => {
  for (const name of all) expect(machine(name)).not.toHaveProperty('plan');
});

describe('zones', () => {
  it('are one per master, by index, and the first for the bootstrap machine', () => {
    const zones = ['3', '1', '2'];

    expect(all.map((name) => machine(name, { zones })?.zones)).toEqual([['3'], ['3'], ['1'], ['2']]);
  });

  it('are left out where there are none', () => {
    for (const name of all) expect(machine(name, { zones: [] })).not.toHaveProperty('zones');
  });
});

describe('custom data', () => {
  const customDataOf = (name: string) =>
    (machine(name)?.properties?.['osProfile'] as { customData: string } | undefined)?.customData ?? '';

  it('of the bootstrap machine is a secure parameter, which has no value in the template', () => {
    const { parameters } = machinesTemplate(machinesInput);

    expect(customDataOf(`${I}-bootstrap`)).toBe(`[parameters('${bootstrapCustomData}')]`);
    expect(parameters).toEqual({ [bootstrapCustomData]: { type: 'secureString' } });
  });

  it('of a master is its Ignition configuration in base64', () => {
    for (const name of masters)
      expect(Buffer.from(customDataOf(name), 'base64').toString()).toBe(machinesInput.masterIgnition);
  });

  it('that begins with a bracket stays data, and is no expression of the template', () => {
    const masterIgnition = '[parameters("x")]';

    const { osProfile } = machine(masters[0] ?? '', { masterIgnition })?.properties as {
      osProfile: { customData: string };
    };
    expect(osProfile.customData.startsWith('[')).toBe(false);
  });
});

it.each([
  [
    true,
    {
      type: 'UserAssigned',
      userAssignedIdentities: {
        [`[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', '${I}-identity')]`]: {},
      },
    },
  ],
  [false, undefined],
])('machines have the identity where the version wants one: %j', (machineIdentity, identity) => {
  for (const name of all) expect(machine(name, { machineIdentity })?.identity).toEqual(identity);
});

it.each([
  [true, { encryptionAtHost: true }],
  [false, undefined],
])('encrypts at the host when asked: %j', (encryptionAtHost, profile) => {
  for (const name of all) expect(machine(name, { encryptionAtHost })?.properties?.['securityProfile']).toEqual(profile);
});

it("encrypts every disk with the customer's key when one is given", () => {
  const id = '/subscriptions/s/resourceGroups/keys/providers/Microsoft.Compute/diskEncryptionSets/des';

  for (const name of all)
    expect(machine(name, { diskEncryptionSetId: id })?.properties).toMatchObject({
      storageProfile: { osDisk: { managedDisk: { diskEncryptionSet: { id } } } },
    });
});

it('lets nobody in with a password', () => {
  for (const name of all)
    expect(machine(name)?.properties?.['osProfile']).toMatchObject({
      adminUsername: 'core',
      linuxConfiguration: {
        disablePasswordAuthentication: true,
        ssh: {
          publicKeys: [{ path: '/home/core/.ssh/authorized_keys', keyData: machinesInput.sshPublicKey }],
        },
      },
    });
});
