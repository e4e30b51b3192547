import { milliseconds } from '@aro-rp/time';
import { ResourceManagementClient } from 'arm-resources-5';
import { type ArmUnderTest, startArm, subscriptionId } from './testing.ts';
import { nsg, propertiesOf, root } from './testing-deployments.ts';

/** A role of the subscription's own. */
const role = (roleName: string) => ({
  type: 'Microsoft.Authorization/roleDefinitions',
  apiVersion: '2022-04-01',
  name: "[guid(subscription().id, 'own')]",
  properties: {
    roleName,
    assignableScopes: ['[subscription().id]'],
    permissions: [{ actions: ['Microsoft.Network/virtualNetworks/read'] }],
  },
});

const asDeployment = (resources: object[]) => ({
  properties: { ...propertiesOf({ resources }), parameters: {}, mode: 'Incremental' as const },
});
const quick = { updateIntervalInMs: 10 };

describe('the deployments client of @azure/arm-resources', () => {
  const group = 'sdk';
  let under: ArmUnderTest;
  let client: ResourceManagementClient;
  beforeAll(async () => {
    under = await startArm({ operationDuration: milliseconds(20) });
    const { endpoint } = under.arm;
    client = new ResourceManagementClient(under.credential, subscriptionId, {
      endpoint,
      credentialScopes: [`${endpoint}/.default`],
      retryOptions: { maxRetries: 0 },
    } as ConstructorParameters<typeof ResourceManagementClient>[2]);
    await under.send('PUT', `${root}/resourceGroups/${group}`, { body: { location: 'eastus' } });
  });
  afterAll(() => under.close());

  async function all<T>(pages: AsyncIterable<T>): Promise<T[]> {
    const found: T[] = [];
    for await (const one of pages) found.push(one);
    return found;
  }

  it('validates, predicts, deploys and then predicts nothing, in a group', async () => {
    const { deployments, deploymentOperations } = client;
    const wanted = asDeployment([nsg('rules')]);

    const validated = await deployments.beginValidateAndWait(group, 'd', wanted, quick);
    const before = await deployments.beginWhatIfAndWait(group, 'd', wanted, quick);
    const deployed = await deployments.beginCreateOrUpdateAndWait(group, 'd', wanted, quick);
    const after = await deployments.beginWhatIfAndWait(group, 'd', wanted, quick);
    const operations = await all(deploymentOperations.list(group, 'd'));

    expect(validated.error).toBeUndefined();
    expect([before.status, before.changes?.map((one) => one.changeType)]).toEqual(['Succeeded', ['Create']]);
    expect(deployed.properties?.provisioningState).toBe('Succeeded');
    expect(after.changes?.map((one) => [one.changeType, one.delta])).toEqual([['NoChange', []]]);
    expect(
      operations.map(({ properties }) => [properties?.provisioningState, properties?.targetResource?.resourceName]),
    ).toEqual([['Succeeded', 'rules']]);
  });

  it('does so in a subscription', async () => {
    const { deployments, deploymentOperations } = client;
    const wanted = (name: string) => ({ location: 'eastus', ...asDeployment([role(name)]) });
    const whatIf = async (name: string) =>
      (await deployments.beginWhatIfAtSubscriptionScopeAndWait('s', wanted(name), quick)).changes ?? [];

    const validated = await deployments.beginValidateAtSubscriptionScopeAndWait('s', wanted('Own'), quick);
    const before = await whatIf('Own');
    await deployments.beginCreateOrUpdateAtSubscriptionScopeAndWait('s', wanted('Own'), quick);
    const after = await whatIf('Own');
    const renamed = await whatIf('Renamed');
    const listed = await all(deployments.listAtSubscriptionScope());
    const operations = await all(deploymentOperations.listAtSubscriptionScope('s'));

    expect(validated.error).toBeUndefined();
    expect([before, after].map((changes) => changes.map((one) => one.changeType))).toEqual([['Create'], ['NoChange']]);
    // This client reads a text in `before` and `after` as an object of its letters.
    expect(renamed[0]?.delta).toMatchObject([{ path: 'properties.roleName', propertyChangeType: 'Modify' }]);
    expect(listed.map(({ name }) => name)).toEqual(['s']);
    expect(operations.map(({ properties }) => properties?.provisioningState)).toEqual(['Succeeded']);
  });

  it('is told all faults of a template at once', async () => {
    const invalid = client.deployments.beginValidateAndWait(
      group,
      'd',
      asDeployment([nsg('rules', { location: 'mars' }), { ...nsg('old'), apiVersion: '1999-01-01' }]),
      quick,
    );

    await expect(invalid).rejects.toMatchObject({
      statusCode: 400,
      code: 'InvalidTemplateDeployment',
      details: {
        error: {
          details: [{ code: 'LocationNotAvailableForResourceType' }, { code: 'NoRegisteredProviderFound' }],
        },
      },
    });
  });
});
