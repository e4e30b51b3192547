import { mkdtempSync, readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AdvanceableClock,
  createAdvanceableClock,
  type LocalAzure,
  startLocalAzure,
  trust,
} from '@aro-rp/local-azure';
import { milliseconds, seconds } from '@aro-rp/time';
import { readConfig, type RegionConfig } from '../config/index.ts';
import { type Connection, openConnection } from '../connection/index.ts';

export interface DeployUnderTest extends AsyncDisposable {
  azure: LocalAzure;
  clock: AdvanceableClock;
  /** The first region of the example, in local Azure's subscription. */
  config: RegionConfig;
  /** As the subscription's owner, who has no right to data until it is given. */
  connection: Connection;
  /** PUTs and waits until it is done. @param path below the group */
  make(group: string, path: string, apiVersion: string, body: object): Promise<void>;
  /** Gives the owner a role. */
  assign(group: string, path: string, role: string): Promise<void>;
}

const operationDuration = seconds(10);

/** Local Azure on free ports with what deploying talks to, and a connection to it. What ARM makes takes ten seconds of the clock. */
export async function startDeployUnderTest(): Promise<DeployUnderTest> {
  const dataDir = mkdtempSync(join(tmpdir(), 'local-azure-'));
  const clock = createAdvanceableClock();
  const azure = await startLocalAzure({
    ...{ dataDir, clock, only: ['entra', 'arm', 'blob', 'key-vault'] },
    arm: { operationDuration, roleAssignmentDelay: milliseconds(0) },
  });
  trust(azure.certificates.authority);
  const { tenantId = '', clientId = '', clientSecret = '', authorityHost = '', arm = '' } = azure.endpoints;
  const { subscriptionId = '' } = azure.endpoints;
  const connection = openConnection(
    {
      ...{ CREDENTIAL: 'client-secret', AZURE_TENANT_ID: tenantId, AZURE_CLIENT_ID: clientId },
      ...{ AZURE_CLIENT_SECRET: clientSecret, AZURE_AUTHORITY_HOST: authorityHost, ARM_ENDPOINT: arm },
    },
    clock,
  );
  if ('faults' in connection) throw new Error(connection.faults.join('\n'));
  const file = join(__dirname, '../../../../deploy/region.example.yaml');
  const example = readConfig(file, readFileSync(file, 'utf8'), 'eastus');
  if ('faults' in example) throw new Error(example.faults.join('\n'));
  const config = { ...example, subscriptionId, globalSubscriptionId: subscriptionId };
  const owner = azure.entra.directory.servicePrincipals(tenantId).find((one) => one.clientId === clientId);

  const pathOf = (group: string, path: string) =>
    `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/${path}`;
  let assignments = 0;
  for (const group of [config.group, config.globalGroup])
    await connection.arm.send(
      'PUT',
      `/subscriptions/${subscriptionId}/resourceGroups/${group}?api-version=2021-04-01`,
      {
        body: { location: config.location },
      },
    );
  for (const namespace of ['Insights', 'KeyVault', 'Network', 'Storage'])
    await connection.arm.send(
      'POST',
      `/subscriptions/${subscriptionId}/providers/Microsoft.${namespace}/register?api-version=2021-04-01`,
    );

  return {
    ...{ azure, clock, config, connection },
    async make(group, path, apiVersion, body) {
      const id = pathOf(group, path);
      await connection.arm.send('PUT', `${id}?api-version=${apiVersion}`, { body });
      // Once: each further time would only bring the end of the token nearer.
      clock.advance(operationDuration);
      while (azure.arm.view.get(id)?.operationId !== undefined) await new Promise(setImmediate);
    },
    async assign(group, path, role) {
      const name = `00000000-0000-4000-8000-${String((assignments += 1)).padStart(12, '0')}`;
      const roleDefinitionId = `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`;
      await connection.arm.send(
        'PUT',
        `${pathOf(group, path)}/providers/Microsoft.Authorization/roleAssignments/${name}?api-version=2022-04-01`,
        { body: { properties: { roleDefinitionId, principalId: owner?.objectId, principalType: 'ServicePrincipal' } } },
      );
    },
    async [Symbol.asyncDispose]() {
      await azure.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
