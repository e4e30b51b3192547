import { randomUUID } from 'node:crypto';
import {
  type ArmServer,
  cluster,
  createArmServer,
  createEntraServer,
  createTestContext,
  type EntraServer,
  homeTenant,
  type TestContext,
} from '@aro-rp/local-azure';
import { Secret, silentLog } from '@aro-rp/telemetry';
import { milliseconds, seconds, systemClock } from '@aro-rp/time';
import { createAzure, type Subscription } from './azure.ts';
import { createCredentials } from './credentials.ts';

const subscriptionId = '00000000-0000-4000-8000-000000000001';
const root = `/subscriptions/${subscriptionId}`;
const group = `${root}/resourceGroups/g`;
const options = {
  signal: new AbortController().signal,
  correlation: { correlationId: randomUUID(), clientRequestId: randomUUID() },
};
const template = {
  $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#',
  contentVersion: '1.0.0.0',
  resources: [
    {
      type: 'Microsoft.Network/networkSecurityGroups',
      apiVersion: '2023-04-01',
      name: 'nsg',
      location: 'westeurope',
    },
  ],
};

/** What Azure says of a template before it deploys it is known by its words alone, so they meet local Azure's here. */
describe('a deployment', () => {
  let context: TestContext;
  let entra: EntraServer;
  let arm: ArmServer;
  let subscription: Subscription;

  beforeAll(async () => {
    context = await createTestContext();
    entra = await createEntraServer(context, { port: 0 });
    arm = await createArmServer(context, {
      port: 0,
      location: 'westeurope',
      tenantId: homeTenant,
      authority: entra.origin,
      roleAssignmentDelay: milliseconds(0),
    });
    entra.addResource(arm.endpoint);
    const service = {
      getToken: async () => ({ token: await ownersToken(), expiresOnTimestamp: Date.now() + 3_600_000 }),
    };
    const { clientId } = cluster;
    const secret = new Secret(entra.directory.application(clientId)?.passwords[0]?.value ?? '');
    const credentialFor = createCredentials({
      service,
      rp: { clientId, authorityHost: entra.origin, proof: { secret } },
    });
    const azure = createAzure({
      ...{ armEndpoint: arm.endpoint, credentialFor, clock: systemClock, log: silentLog },
      callTimeout: seconds(5),
    });
    subscription = azure.subscription({ identity: 'rp', tenantId: homeTenant, subscriptionId });
    await asOwner(group, '2021-04-01', { location: 'westeurope' });
  });
  afterAll(async () => {
    await arm.close();
    await entra.close();
    await context.dispose();
  });

  const ownersToken = () => context.token({ audience: 'https://management.azure.com' });
  const asOwner = async (id: string, version: string, body: object): Promise<void> => {
    const { status } = await fetch(`${arm.endpoint}${id}?api-version=${version}`, {
      method: 'PUT',
      headers: {
        authorization: `Bearer ${await ownersToken()}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    });
    if (status > 299) throw new Error(`PUT of ${id} was answered ${status}`);
  };
  const grant = async (...actions: string[]) => {
    const name = randomUUID();
    const roleDefinitionId = `${root}/providers/Microsoft.Authorization/roleDefinitions/${name}`;
    await asOwner(roleDefinitionId, '2022-04-01', {
      properties: { roleName: name, assignableScopes: [root], permissions: [{ actions }] },
    });
    await asOwner(`${group}/providers/Microsoft.Authorization/roleAssignments/${name}`, '2022-04-01', {
      properties: { roleDefinitionId, principalId: cluster.objectIds[homeTenant], principalType: 'ServicePrincipal' },
    });
  };
  const begin = () => subscription.deployments.begin(group, 'base', { template }, options);

  it('that lacks a right, then meets a policy, says so when it is begun, and which and where', async () => {
    const target = `${group}/providers/Microsoft.Network/networkSecurityGroups/nsg`;
    await grant('Microsoft.Resources/deployments/*');

    await expect(begin()).rejects.toMatchObject({
      kind: 'forbidden',
      code: 'AuthorizationFailed',
      message: expect.stringContaining("action 'Microsoft.Network/networkSecurityGroups/write'") as string,
      target,
    });

    await grant('Microsoft.Network/networkSecurityGroups/*');
    const policyDefinitionId = `${root}/providers/Microsoft.Authorization/policyDefinitions/none`;
    const rule = { if: { field: 'name', equals: 'nsg' }, then: { effect: 'deny' } };
    await asOwner(policyDefinitionId, '2022-06-01', { properties: { policyRule: rule } });
    const assignment = `${group}/providers/Microsoft.Authorization/policyAssignments/none`;
    await asOwner(assignment, '2022-06-01', { properties: { policyDefinitionId } });

    await expect(begin()).rejects.toMatchObject({
      kind: 'policy',
      code: 'RequestDisallowedByPolicy',
      message: expect.stringContaining("'nsg' was disallowed by policy") as string,
    });
  });
});
