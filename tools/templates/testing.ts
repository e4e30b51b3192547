import { evaluateOutput } from '../local-azure/src/arm/template/outputs.ts';
import { bodyOf } from '../local-azure/src/arm/template/resource-body.ts';
import { type PlannedResource, planTemplate, type TemplatePlan } from '../local-azure/src/arm/template/index.ts';
import { staticScope } from '../local-azure/src/arm/template/names.ts';
import { readJsonText } from '../local-azure/src/arm/template/json-text.ts';
import { type Surroundings } from '../local-azure/src/arm/template/scope.ts';
import { type Template } from './language/template.ts';

export const subscription = '11111111-1111-4111-8111-111111111111';
export const group = 'aro-eastus';
export const tenant = '22222222-2222-4222-8222-222222222222';
export const clientId = '33333333-3333-4333-8333-333333333333';
const groupPath = `/subscriptions/${subscription}/resourceGroups/${group}`;

export const parameters: Record<string, unknown> = {
  adminCommonName: 'admin',
  adminIssuers: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
  alertMails: ['sre@example.com', 'other@example.com'],
  channels: 'stable-4.16,stable-4.18',
  dnsZone: 'eastus.example.com',
  endpointsGroup: 'aro-eastus-endpoints',
  frontendAddress: '192.0.2.1',
  frontendCallers: ['AzureResourceManager', '192.0.2.0/24'],
  imageDigest: `sha256:${'0'.repeat(64)}`,
  location: 'eastus',
  nameServers: ['ns1.example.net.', 'ns2.example.net.'],
  networkShards: 3,
  parentZone: 'example.com',
  prefix: 'aroeastus',
  principalId: '44444444-4444-4444-8444-444444444444',
  region: 'eastus',
  regionGroup: group,
  regionSubscriptionId: subscription,
  registry: 'arosvc.azurecr.io',
  registryId: `${groupPath}/providers/Microsoft.ContainerRegistry/registries/arosvc`,
  registryName: 'arosvc',
  replicas: ['westus', 'uksouth'],
  rpClientId: '55555555-5555-4555-8555-555555555555',
  rpPrincipalId: 'b0000000-0000-4000-8000-000000000010',
  sshPublicKey: 'ssh-ed25519 AAAA',
  storageName: 'aroversions',
  version: '0.1.0-0123456789ab',
};

/** What is put for a resource of a template, and its id. */
export interface Put {
  id: string;
  type: string;
  name: string;
  apiVersion: string;
  dependsOn: string[];
  body: Record<string, unknown>;
}

/**
 * What Azure would put, worked out by the template engine of local Azure from the text of the file. What exists only at
 * run time answers with fixed values. @throws what the engine says of a template that is none
 */
export function deploy(text: string, given: Readonly<Record<string, unknown>> = {}): { puts: Put[]; outputs: object } {
  const { value, positionOf } = readJsonText(text);
  const template = value as Template;
  const isOfSubscription = template.$schema.includes('subscriptionDeploymentTemplate');
  const surroundings: Surroundings = {
    subscriptionId: subscription,
    ...(!isOfSubscription && {
      resourceGroup: group,
      resourceGroupInfo: { id: groupPath, name: group, location: 'eastus' },
    }),
    subscription: { id: `/subscriptions/${subscription}`, subscriptionId: subscription, tenantId: tenant },
    environment: {},
    deployment: { name: 'deployment' },
  };
  const known = { ...parameters, ...given };
  const plan = planTemplate({
    template: value,
    parameters: Object.fromEntries(
      Object.keys(template.parameters)
        .filter((name) => name in known)
        .map((name) => [name, { value: known[name] }]),
    ),
    place: { subscriptionId: subscription, ...(!isOfSubscription && { resourceGroup: group }) },
    surroundings,
    now: () => 0,
    newGuid: () => 'new-guid',
    positionOf,
  });
  const wanted = plan.resources.filter(({ condition }) => condition);
  return { puts: wanted.map((one) => putOf(one, plan, surroundings)), outputs: outputsOf(plan, surroundings) };
}

const runtimeScope = (plan: TemplatePlan, surroundings: Surroundings) => ({
  ...staticScope(surroundings, plan.parameters, plan.template.variables),
  reference: (target: string) => ({
    clientId: target.endsWith('/host') ? 'host-client-id' : clientId,
    principalId: `principal of ${target.split('/').at(-1)}`,
    nameServers: ['ns1.example.net.'],
    ipAddress: '192.0.2.1',
    loginServer: 'arosvc.azurecr.io',
  }),
});

const putOf = (one: PlannedResource, plan: TemplatePlan, surroundings: Surroundings): Put => ({
  id: one.id,
  type: one.type,
  name: one.name,
  apiVersion: one.apiVersion,
  dependsOn: one.dependsOn,
  body: bodyOf(one, runtimeScope(plan, surroundings)),
});

const outputsOf = (plan: TemplatePlan, surroundings: Surroundings) =>
  Object.fromEntries(
    Object.entries(plan.template.outputs).map(([name, one]) => [
      name,
      evaluateOutput(name, one, runtimeScope(plan, surroundings))?.value,
    ]),
  );
