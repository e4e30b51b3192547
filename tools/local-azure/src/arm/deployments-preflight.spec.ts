import { seconds } from '@aro-rp/time';
import { cluster } from '../entra/principals.ts';
import {
  type Callers,
  groupPath,
  objectIdOf,
  said,
  startWithCallers,
  subscription,
} from './model/authorization/testing.ts';
import { errorOf, nsg, propertiesOf, vnet } from './testing-deployments.ts';

const group = groupPath('g');
const at = (name: string, action = '') => `${group}/providers/Microsoft.Resources/deployments/${name}${action}`;
const template = (...resources: object[]) => ({ properties: propertiesOf({ resources }) });

describe('what a deployment may make', () => {
  let callers: Callers;
  beforeEach(async () => {
    callers = await startWithCallers();
    await callers.customer('PUT', group, { location: 'eastus' });
  });
  afterEach(() => callers.close());

  const groupsIn = async () =>
    (await callers.customer('GET', `${group}/providers/Microsoft.Network/networkSecurityGroups`)).body['value'];

  /** May deploy, and write security groups, but no networks. */
  const letDeploy = async () => {
    const id = '00000000-0000-4000-8000-00000000d001';
    const definition = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${id}`;
    await callers.customer('PUT', definition, {
      properties: {
        roleName: 'deploys',
        assignableScopes: [subscription],
        permissions: [{ actions: ['Microsoft.Resources/deployments/*', 'Microsoft.Network/networkSecurityGroups/*'] }],
      },
    });
    await callers.customer('PUT', `${group}/providers/Microsoft.Authorization/roleAssignments/${id}`, {
      properties: { roleDefinitionId: definition, principalId: objectIdOf(cluster), principalType: 'ServicePrincipal' },
    });
    await callers.clock.advance(seconds(10));
  };
  const missing = (name: string) =>
    `Authorization failed for template resource '${name}' of type 'Microsoft.Network/virtualNetworks'. The client '${cluster.clientId}' with object id '${objectIdOf(cluster)}' does not have permission to perform action 'Microsoft.Network/virtualNetworks/write' at scope '${group}/providers/Microsoft.Network/virtualNetworks/${name}'.`;

  it.each(['', '/validate'])(
    'is refused where the caller lacks a right, in the words of the message alone: %s',
    async (action) => {
      await letDeploy();
      const resources = [nsg('n'), vnet('one', '10.0.0.0/16')];
      const method = action === '' ? 'PUT' : 'POST';

      const one = await callers.cluster(method, at('d', action), template(...resources));
      const two = await callers.cluster(method, at('d', action), template(...resources, vnet('two', '10.1.0.0/16')));

      expect(one.body['error']).toEqual({
        code: 'InvalidTemplateDeployment',
        message: `The template deployment failed with error: '${missing('one')}'.`,
      });
      expect([errorOf(one)[0], errorOf(two)[2]]).toEqual([
        400,
        `Deployment failed with multiple errors: '${missing('one')}:${missing('two')}'.`,
      ]);
      expect(await groupsIn()).toEqual([]);
      expect((await callers.cluster('PUT', at('d'), template(nsg('n')))).status).toBe(201);
    },
  );

  describe('by policies', () => {
    const forbid = async (condition: object) => {
      const definition = `${subscription}/providers/Microsoft.Authorization/policyDefinitions/rule`;
      await callers.customer('PUT', definition, {
        properties: { policyRule: { if: condition, then: { effect: 'deny' } } },
      });
      const assignment = `${group}/providers/Microsoft.Authorization/policyAssignments/no`;
      await callers.customer('PUT', assignment, { properties: { policyDefinitionId: definition } });
    };

    it('is refused at once, with what each resource meets', async () => {
      await forbid({ field: 'tags.owner', exists: 'false' });
      const ours = nsg('ours', { tags: { owner: '[resourceGroup().name]' } });

      const refused = await callers.customer('PUT', at('d'), template(nsg('a'), ours, vnet('net', '10.0.0.0/16')));

      expect(refused.body['error']).toMatchObject({
        code: 'InvalidTemplateDeployment',
        message: 'The template deployment failed because of policy violation. Please see details for more information.',
        details: [
          { code: 'RequestDisallowedByPolicy', target: 'a', additionalInfo: [{ type: 'PolicyViolation' }] },
          { code: 'RequestDisallowedByPolicy', target: 'net' },
        ],
      });
      expect(said(await callers.customer('GET', at('d')))).toBe('404 DeploymentNotFound');
      expect((await callers.customer('PUT', at('d'), template(ours))).status).toBe(201);
    });

    it('is judged later where only the deployment knows what will be put', async () => {
      await forbid({ field: 'name', equals: 'late' });
      const late = nsg('late', { tags: { first: "[reference('first').provisioningState]" } });

      const begun = await callers.customer('PUT', at('d'), template(nsg('first'), late));
      await callers.clock.advance(seconds(10));

      expect(begun.status).toBe(201);
      expect((await callers.customer('GET', at('d'))).body['properties']).toMatchObject({
        provisioningState: 'Failed',
        error: { details: [{ message: expect.stringContaining('RequestDisallowedByPolicy') as string }] },
      });
    });
  });
});
