import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ServiceBusClient } from '@azure/service-bus';
import { cluster, resourceProvider } from '../../local-azure/src/entra/principals.ts';
import { homeTenant } from '../../local-azure/src/entra/tenants.ts';
import { connect } from '../../local-azure/src/service-bus/testing.ts';
import { type ArmWithServices, startArmWithServices } from '../../local-azure/src/host/testing-arm.ts';
import { identities, type IdentityName } from '../names.ts';
import { parameters } from '../testing.ts';

/** Whoever has a role of the templates: the region's identities, our application in customers' tenants, and people. */
export const everybody = [...identities, 'application', 'pipeline', 'operators'] as const;
export type Who = (typeof everybody)[number];

export const prefix = String(parameters['prefix']);
export const clusterZone = String(parameters['dnsZone']);
export const parentZone = String(parameters['parentZone']);
export const registryName = String(parameters['registryName']);

/** A region, empty but whole, on local Azure: made by its owner and its pipeline, each with its own rights. */
export interface World extends AsyncDisposable {
  under: ArmWithServices;
  groups: Record<'region' | 'endpoints' | 'global' | 'customer', string>;
  principal(who: Who): { clientId: string; principalId: string };
  /** Of the region's Service Bus, with the key that stands for a token there; one for each of them. */
  bus(who: Who): ServiceBusClient;
  /** A request with the token of `who`. @throws Error for an answer that says neither yes nor no */
  isLetIn(who: Who, audience: string, url: string, init?: RequestInit): Promise<boolean>;
  /** The same to ARM; when it returns, nothing works on the resource any more. */
  mayDo(who: Who, method: string, id: string, apiVersion: string, body?: object): Promise<boolean>;
}

export const audiences = {
  arm: 'https://management.azure.com',
  cosmos: 'https://cosmos.azure.com',
  monitor: 'https://monitoring.azure.com',
  registry: 'https://containerregistry.azure.net',
  storage: 'https://storage.azure.com',
  vault: 'https://vault.azure.net',
} as const;

const yes = [200, 201, 202, 204, 304, 404, 409];

export async function startWorld(): Promise<World> {
  const under = await startArmWithServices(['key-vault', 'service-bus', 'cosmos', 'blob', 'registry']);
  const [subscription = ''] = under.group.split('/resourceGroups');
  const groupOf = (name: string) => `${subscription}/resourceGroups/${name}`;
  const groups = {
    region: under.group,
    ...{ endpoints: groupOf('endpoints'), global: groupOf('global'), customer: groupOf('aro-cluster') },
  };
  const applications = { application: resourceProvider, pipeline: cluster };
  // In Azure they are a group.
  const operators = await under.identity('operators');
  const principal: World['principal'] = (who) => {
    if (who === 'operators') return operators;
    if (who === 'application' || who === 'pipeline') {
      const { clientId, objectIds } = applications[who];
      return { clientId, principalId: objectIds[homeTenant] ?? '' };
    }
    const found = under.azure.arm.view.get(identityId(under, who))?.properties;
    return { clientId: String(found?.['clientId']), principalId: String(found?.['principalId']) };
  };
  const isLetIn: World['isLetIn'] = async (who, audience, url, init = {}) => {
    const token = await under.tokenOf(principal(who), audience);
    const isCosmos = audience === audiences.cosmos;
    const authorization = isCosmos ? encodeURIComponent(`type=aad&ver=1.0&sig=${token}`) : `Bearer ${token}`;
    const response = await fetch(url, { ...init, headers: { ...init.headers, authorization } });
    const text = await response.text();
    if (![...yes, 403].includes(response.status)) throw new Error(`${who} ${url}: ${response.status} ${text}`);
    return response.status !== 403;
  };
  const mayDo: World['mayDo'] = async (who, method, id, apiVersion, body) => {
    const url = `${under.azure.endpoints.arm}${id}?api-version=${apiVersion}`;
    const headers = { 'content-type': 'application/json' };
    const may = await isLetIn(who, audiences.arm, url, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    while (under.azure.arm.view.get(id)?.operationId !== undefined)
      await new Promise((resolve) => setImmediate(resolve));
    return may;
  };
  const clients = new Map<Who, ReturnType<typeof connect>>();
  const bus: World['bus'] = (who) => {
    const connection = () => under.azure.serviceBus.connectionStringFor(`${prefix}-bus`, principal(who).clientId) ?? '';
    const client = clients.get(who) ?? connect(connection(), { maxRetries: 0 });
    clients.set(who, client);
    return client;
  };
  const close = async () => {
    for (const client of clients.values()) await client[Symbol.asyncDispose]();
    await under[Symbol.asyncDispose]();
  };
  const world = { under, groups, principal, bus, isLetIn, mayDo, [Symbol.asyncDispose]: close };
  try {
    await make(world, subscription);
    return world;
  } catch (error) {
    await close();
    throw error;
  }
}

export const identityId = ({ group }: ArmWithServices, name: IdentityName): string =>
  `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;

async function make({ under, groups, principal, mayDo }: Omit<World, keyof AsyncDisposable>, subscription: string) {
  const values: Record<string, unknown> = {
    ...parameters,
    principalId: principal('pipeline').principalId,
    operators: principal('operators').principalId,
    regionGroup: groups.region.split('/').at(-1),
    regionSubscriptionId: subscription.split('/').at(-1),
    replicas: [],
  };
  const deploy = async (name: string, at: string, by: 'owner' | 'pipeline' = 'pipeline') => {
    const text = await readFile(join(__dirname, '../../../deploy', `${name}.json`), 'utf8');
    const template = JSON.parse(text) as { parameters: object };
    const given = Object.keys(template.parameters).filter((one) => one in values);
    const properties = {
      ...{ mode: 'Incremental', template },
      parameters: Object.fromEntries(given.map((one) => [one, { value: values[one] }])),
    };
    const id = `${at}/providers/Microsoft.Resources/deployments/${name}`;
    const body = { properties, ...(at === subscription && { location: 'eastus' }) };
    if (by === 'owner') await under.ok('PUT', id, body);
    else if (!(await mayDo('pipeline', 'PUT', id, '2021-04-01', body))) throw new Error(`${name} is refused`);
    for (;;) {
      const { provisioningState, error } = (await under.ok('GET', id))['properties'] as Record<string, unknown>;
      if (provisioningState === 'Succeeded') return;
      if (error !== undefined) throw new Error(`${name}: ${JSON.stringify(error)}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  await under.ok('POST', `${subscription}/providers/Microsoft.Storage/register`);
  await deploy('own-roles', subscription, 'owner');
  for (const id of [groups.region, groups.endpoints, groups.global]) {
    await under.ok('PUT', id, { location: 'eastus' });
    await deploy('pipeline-rights', id, 'owner');
  }
  // What a cluster of a customer consists of, which our application may do everything with.
  const managedBy = `${subscription}/resourceGroups/c/providers/Microsoft.RedHatOpenShift/openShiftClusters/c`;
  await under.ok('PUT', groups.customer, { location: 'eastus', managedBy });
  await deploy('global', groups.global);
  await deploy('region-shared', groups.region);
  await deploy('region-endpoints', groups.endpoints);
  await deploy('global-region', groups.global);
}
