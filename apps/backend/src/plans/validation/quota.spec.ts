import { createScriptedArm, type ScriptedArm } from '../../testing/scripted-arm.ts';
import { findingsOf, messages, surveyed, type Surveyed } from '../../testing/survey-on.ts';
import { encryptionAtHost, machineSizes } from './machines.ts';
import { providers } from './providers.ts';
import { addressQuota, computeQuota, shortages } from './quota.ts';
import { type Check } from './survey.ts';

let arm: ScriptedArm;
beforeAll(async () => {
  arm = await createScriptedArm();
});
afterAll(() => arm[Symbol.asyncDispose]());

const root = `/subscriptions/${surveyed.subscriptionId}/providers`;
const paths = {
  skus: `${root}/microsoft.compute/skus`,
  compute: `${root}/microsoft.compute/locations/westeurope/usages`,
  network: `${root}/microsoft.network/locations/westeurope/usages`,
  feature: `${root}/microsoft.features/providers/microsoft.compute/features/encryptionathost`,
  addresses: `/subscriptions/${surveyed.subscriptionId}/resourcegroups/managed-c1/providers/microsoft.network/publicipaddresses`,
};
const sku = (name: string, family: string, cores: number, hasEncryption = 'True') => ({
  resourceType: 'virtualMachines',
  ...{ name, family },
  locationInfo: [{ location: 'westeurope', zones: ['1', '2', '3'] }],
  capabilities: [
    { name: 'vCPUs', value: String(cores) },
    { name: 'EncryptionAtHostSupported', value: hasEncryption },
  ],
});
const usage = (value: string, currentValue: number, limit: number) => ({ name: { value }, currentValue, limit });
const sizes = [sku('Standard_D8s_v3', 'standardDSv3Family', 8), sku('Standard_L8s', 'standardLSFamily', 8, 'False')];
const found = async (check: Check, given: Surveyed) =>
  messages(await findingsOf(arm, check, { ...given, at: { [paths.skus]: { value: sizes }, ...given.at } }));

/** Three masters, the bootstrap machine and three workers of 8 cores. */
describe('the quota of cores', () => {
  const withUsages = (...value: object[]): Surveyed => ({ at: { [paths.compute]: { value } } });

  it('holds masters, bootstrap machine and workers', async () => {
    const given = withUsages(usage('cores', 44, 100), usage('standardDSv3Family', 44, 100));

    expect(await found(computeQuota, given)).toEqual([]);
  });

  it('is told, with how much has to be asked for', async () => {
    const given = withUsages(
      usage('cores', 45, 100),
      usage('StandardDSv3family', 0, 48),
      usage('virtualMachines', 9, 10),
      usage('standardLSFamily', 0, 0),
    );

    expect(await found(computeQuota, given)).toEqual([
      expect.stringMatching(/'cores' .* is 100, of which 45 are used; the cluster needs 56 more.* quota of 101/),
      expect.stringMatching(/'StandardDSv3family' .* needs 56 more/),
      expect.stringMatching(/'virtualMachines' .* needs 7 more/),
    ]);
  });

  it('counts each family by itself', async () => {
    const given = withUsages(
      usage('cores', 0, 56),
      usage('standardDSv3Family', 0, 32),
      usage('standardLSFamily', 0, 24),
    );
    const cluster: NonNullable<Surveyed['cluster']> = (properties) => {
      properties.workerProfiles = properties.workerProfiles.map((one) => ({ ...one, vmSize: 'standard_l8s' }));
    };

    expect(await found(computeQuota, { ...given, cluster })).toEqual([]);
  });
});

it('of a provider that is not registered nothing is known, and nothing told but that', async () => {
  const unregistered = 'MissingSubscriptionRegistration';
  const at = { [paths.skus]: unregistered, [paths.compute]: unregistered, [paths.network]: unregistered };

  for (const check of [machineSizes, computeQuota, addressQuota]) expect(await found(check, { at })).toEqual([]);
  await expect(found(machineSizes, { at: { [paths.skus]: 'Another' } })).rejects.toMatchObject({ code: 'Another' });
  expect(messages(await findingsOf(arm, providers))).toEqual(
    expect.arrayContaining([expect.stringMatching(/'Microsoft\.Compute' is not registered/)]),
  );
});

it('a limit that Azure does not tell, or that is none, holds nobody', () => {
  const needs = new Map([
    ['cores', 10],
    ['other', 0],
  ]);

  expect(shortages([{ name: { value: 'cores' }, currentValue: 5 }, usage('cores', 5, -1)], needs)).toEqual([]);
  expect(shortages([usage('other', 2, 1)], needs)).toEqual([]);
  expect(shortages([usage('cores', 5, 14)], needs)).toEqual([{ name: 'cores', limit: 14, used: 5, needed: 10 }]);
});

describe('the quota of public addresses', () => {
  const limited = (limit: number, more: Surveyed = {}): Surveyed => ({
    ...more,
    at: {
      [paths.network]: {
        value: [usage('PublicIPAddresses', 1, limit), usage('StandardSkuPublicIpAddresses', 1, limit)],
      },
      ...more.at,
    },
  });
  const outgoing =
    (count: number): NonNullable<Surveyed['cluster']> =>
    ({ networkProfile }) =>
      void (networkProfile.loadBalancerProfile = { managedOutboundIps: { count } });

  it('holds what goes out, and applications that are public; one limit is told', async () => {
    expect(await found(addressQuota, limited(3))).toEqual([]);
    expect(await found(addressQuota, limited(2))).toEqual([expect.stringMatching(/needs 2 more/)]);
    expect(await found(addressQuota, limited(4, { cluster: outgoing(3) }))).toEqual([
      expect.stringMatching(/needs 4 more/),
    ]);
  });

  it('holds the addresses that an update adds, and those alone', async () => {
    const there = { value: [{ id: '/x/demo-x7k2p-pip-v4' }, { id: '/x/demo-x7k2p-default-v4' }] };
    const update: Surveyed = {
      ...{ verb: 'update', facts: { infraId: 'demo-x7k2p' }, cluster: outgoing(3) },
      at: { [paths.addresses]: there },
    };

    expect(await found(addressQuota, limited(3, update))).toEqual([]);
    expect(await found(addressQuota, limited(2, update))).toEqual([expect.stringMatching(/needs 2 more/)]);
    expect(await found(addressQuota, limited(0, { ...update, cluster: outgoing(1) }))).toEqual([]);
  });
});

describe('encryption at host', () => {
  const enabled =
    (vmSize: string): NonNullable<Surveyed['cluster']> =>
    ({ masterProfile }) =>
      Object.assign(masterProfile, { vmSize, encryptionAtHost: 'Enabled' });
  const registered = (state: string) => ({ [paths.feature]: { properties: { state } } });

  it('needs a size that has it', async () => {
    expect(await found(machineSizes, { cluster: enabled('Standard_D8s_v3') })).toEqual([]);
    expect(await found(machineSizes, { cluster: enabled('Standard_L8s') })).toEqual([
      expect.stringMatching(/'Standard_L8s' has no encryption at host/),
    ]);
  });

  it('needs a subscription that has registered for it', async () => {
    const cluster = enabled('Standard_D8s_v3');

    expect(await found(encryptionAtHost, { cluster, at: registered('Registered') })).toEqual([]);
    expect(await found(encryptionAtHost, { cluster, at: registered('NotRegistered') })).toHaveLength(1);
    expect(await found(encryptionAtHost, {})).toEqual([]);
  });
});
