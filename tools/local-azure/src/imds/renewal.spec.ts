import { setImmediate } from 'node:timers/promises';
import { ManagedIdentityCredential } from '@azure/identity';
import { hours, minutes, systemClock } from '@aro-rp/time';
import { homeTenant } from '../entra/tenants.ts';
import { createImdsServer, type ImdsServer, type MachineIdentity } from './index.ts';

const identity: MachineIdentity = {
  tenantId: homeTenant,
  clientId: 'c0000000-0000-4000-8000-00000000000e',
  principalId: 'd0000000-0000-4000-8000-00000000000e',
  kind: 'user',
  resourceId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.ManagedIdentity/userAssignedIdentities/e',
};
const machine = {
  ...{ location: 'eastus', name: 'vm', resourceGroupName: 'g', resourceId: '/vm', subscriptionId: 's', vmId: 'v' },
  ...{ vmSize: 'Standard_D8s_v5', zone: '1' },
};
/** The wall clock alone is the test's: that of the SDK and of the server. */
const timers = [
  ...(['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate', 'clearImmediate'] as const),
  ...(['nextTick', 'queueMicrotask', 'performance', 'hrtime'] as const),
];

/** Tokens are told by their numbers. */
let imds: ImdsServer;
let issued: number;
let lifetime: number;
let isAway: boolean;
beforeAll(async () => {
  imds = await createImdsServer(
    { clock: systemClock },
    {
      ...{ port: 0, machine },
      identities: () => [identity],
      issue: () =>
        isAway ? Promise.reject(new Error('away')) : Promise.resolve({ token: `token ${++issued}`, lifetime }),
    },
  );
  process.env['AZURE_POD_IDENTITY_AUTHORITY_HOST'] = imds.endpoint;
});
beforeEach(() => {
  jest.useFakeTimers({ doNotFake: timers });
  [issued, isAway] = [0, false];
});
afterEach(() => jest.useRealTimers());
afterAll(async () => {
  delete process.env['AZURE_POD_IDENTITY_AUTHORITY_HOST'];
  await imds.close();
});
const pass = (duration: number) => jest.setSystemTime(Date.now() + duration);

describe("a managed identity's token", () => {
  it('of an hour is used again, and renewed before its end', async () => {
    lifetime = hours(1) / 1_000;
    const credential = new ManagedIdentityCredential(identity.clientId);
    const tokens: string[] = [];
    const look = async () => void tokens.push((await credential.getToken('https://vault.azure.net/.default')).token);

    await look();
    pass(minutes(54));
    await look();
    pass(minutes(4));
    await look();

    expect(tokens).toEqual(['token 1', 'token 1', 'token 2']);
  });

  it('of a day is renewed at half of its time, so that it outlives an hour without the metadata service', async () => {
    lifetime = hours(24) / 1_000;
    const credential = new ManagedIdentityCredential(identity.clientId);

    const look = async () => (await credential.getToken('https://storage.azure.com/.default')).token;
    const first = await look();

    pass(hours(13));
    // What is at hand is given at once, and renewed beside.
    while ((await look()) === first) await setImmediate();
    isAway = true;
    pass(hours(1));

    expect([first, await look()]).toEqual(['token 1', 'token 2']);
  });
});
