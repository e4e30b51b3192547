import { resourceProvider } from '../entra/principals.ts';
import { homeTenant } from '../entra/tenants.ts';
import { azIsInstalled, type AzUnderTest, startForAz } from './testing.ts';

// Each call starts an interpreter, which takes a second and more on a machine that is busy.
jest.setTimeout(300_000);

const suite = azIsInstalled() ? describe : describe.skip;

interface SentCluster {
  properties: { servicePrincipalProfile: { clientId: string; clientSecret: string } };
}

suite('az aro create', () => {
  let under: AzUnderTest;
  beforeAll(async () => (under = await startForAz()));
  afterAll(() => under.close());
  const az = (command: string) => under.done(...command.split(' '));

  it('makes a service principal for a cluster, and gives both principals their role first', async () => {
    const { frontend, endpoints, azure } = under;
    const group = `/subscriptions/${endpoints.subscriptionId}/resourceGroups/az-aro`;
    const cluster = `${group}/providers/Microsoft.RedHatOpenShift/openShiftClusters/one`;
    const sent = () =>
      frontend.requests.find(({ method, url }) => method === 'PUT' && url.includes(`${cluster}?`))?.body;
    frontend.reply(({ method }) => ({
      status: method === 'PUT' ? 201 : 200,
      body: { ...(sent() as object), id: cluster, name: 'one' },
    }));
    const subnet = 'network vnet subnet create -g az-aro --vnet-name vnet';
    await az('provider register -n Microsoft.RedHatOpenShift');
    await az('group create -n az-aro -l eastus');
    await az('network vnet create -g az-aro -n vnet --address-prefixes 10.0.0.0/22');
    await az(`${subnet} -n master --address-prefixes 10.0.0.0/23`);
    await az(`${subnet} -n worker --address-prefixes 10.0.2.0/23`);

    await az('aro create -g az-aro -n one --vnet vnet --master-subnet master --worker-subnet worker');

    const { clientId, clientSecret } = (sent() as SentCluster).properties.servicePrincipalProfile;
    const assignments = `${group}/providers/Microsoft.Network/virtualNetworks/vnet/providers/Microsoft.Authorization/roleAssignments`;
    const holders = await az(`rest --url ${assignments}?api-version=2022-04-01 --query value[].properties.principalId`);
    expect(azure.entra.directory.application(clientId)?.passwords).toMatchObject([{ value: clientSecret }]);
    expect(holders).toEqual(
      expect.arrayContaining([
        azure.entra.directory.servicePrincipal(homeTenant, clientId)?.objectId,
        resourceProvider.objectIds[homeTenant],
      ]),
    );
  });
});
