import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeClock } from '@aro-rp/testing';
import { milliseconds, seconds } from '@aro-rp/time';
import { openStore } from '../../../store.ts';
import { type ArmError } from '../../errors.ts';
import { createModel } from '../../index.ts';
import { type Json } from '../../json.ts';
import { groupIdPath, parseResourcePath } from '../../resource-id.ts';
import { showResource } from '../../show.ts';
import { findType } from '../index.ts';
import { type NetworkLimits } from './limits.ts';

export const customer = '00000000-0000-4000-8000-000000000001';
export const service = '00000000-0000-4000-8000-000000000002';
const group = 'net';

/** @param path below Microsoft.Network, such as `virtualNetworks/v/subnets/s` */
export const idOf = (path: string, subscriptionId = customer): string =>
  `${groupIdPath(subscriptionId, group)}/providers/Microsoft.Network/${path}`;

/** Azure Resource Manager's engine without its sockets: two subscriptions, each with a group, and a fake clock. */
export function openNetwork(limits: Partial<NetworkLimits> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'arm-network-'));
  const store = openStore(folder);
  const clock = createFakeClock();
  const model = createModel(store, clock, {
    location: 'eastus',
    operationDuration: seconds(1),
    pollInterval: milliseconds(500),
    providers: {
      compute: {},
      identities: { tenantOf: () => 'tenant' },
      storage: { blobEndpoint: () => 'https://localhost', clock },
      registry: { loginServer: (name) => name, clock },
      documentDb: { cosmosEndpoint: () => 'https://localhost', tenantOf: () => 'tenant' },
      keyVault: { clock, vaultUri: () => 'https://localhost/' },
      network: limits,
    },
    forwardedDeletions: { advance: () => 'gone' },
    groupDeleted: () => undefined,
    operationUrl: ({ id }) => id,
    report: (error) => {
      throw error;
    },
  });
  for (const id of [customer, service]) {
    model.subscriptions.ensure({ id, tenantId: 'tenant', name: id });
    model.groups.put(id, group, { location: 'eastus' });
  }
  const target = (id: string) => {
    const { subscriptionId = '', types = [], names = [] } = parseResourcePath(id) ?? {};
    const provider = model.catalogue.find('Microsoft.Network');
    const type = provider && findType(provider, types.join('/'));
    if (!type) throw new Error(`${id} is of no type that is served`);
    const apiVersion = type.apiVersions[0] ?? '';
    return { id, name: names.at(-1) ?? '', subscriptionId, group, namespace: 'Microsoft.Network', type, apiVersion };
  };
  const settle = () => clock.advance(seconds(2));
  const begin = (id: string, body: Json) => store.transaction(() => model.resources.put(target(id), body, {}).resource);

  return {
    model,
    view: model.resources.view,
    settle,
    /** A PUT that is answered and still worked on. */
    begin,
    /** A PUT that is finished when this returns. @param id whole. @returns what GET answers */
    async put(id: string, properties: Json, envelope: Json = { location: 'eastus' }): Promise<Json> {
      begin(id, { ...envelope, properties });
      await settle();
      return showResource(model.resources.get(target(id)), target(id).type, model.resources.view);
    },
    async remove(id: string): Promise<void> {
      store.transaction(() => model.resources.remove(target(id), {}));
      await settle();
    },
    /** What GET answers. */
    show: (id: string, expand?: string): Json =>
      showResource(model.resources.get(target(id)), target(id).type, model.resources.view, expand),
    close() {
      model.operations.close();
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type NetworkUnderTest = ReturnType<typeof openNetwork>;

/** Status and code of the refusal; what was not refused says so. */
export async function refusalOf(work: () => unknown): Promise<string> {
  try {
    await work();
    return 'not refused';
  } catch (error) {
    const { status, code, message } = error as ArmError;
    return code === undefined ? message : `${status} ${code}`;
  }
}

export const standard = { location: 'eastus', sku: { name: 'Standard' } };

/** A network with one subnet, whose id it returns. */
export async function network(
  under: NetworkUnderTest,
  { subscriptionId = customer, name = 'vnet', prefix = '10.0.0.0/24', subnet = {} as Json } = {},
): Promise<string> {
  await under.put(idOf(`virtualNetworks/${name}`, subscriptionId), {
    addressSpace: { addressPrefixes: [prefix] },
    subnets: [{ name: 'master', properties: { addressPrefix: prefix, ...subnet } }],
  });
  return idOf(`virtualNetworks/${name}/subnets/master`, subscriptionId);
}

/** The properties of a network interface with one configuration, `c`. */
export const nicIn = (subnetId: string, configuration: Json = {}, more: Json = {}): Json => ({
  ipConfigurations: [{ name: 'c', properties: { subnet: { id: subnetId }, ...configuration } }],
  ...more,
});

/** An internal load balancer in a subnet; its frontend is `front`, its pool `pool`. */
export async function internalBalancer(under: NetworkUnderTest, subnetId: string, name = 'internal'): Promise<string> {
  const id = idOf(`loadBalancers/${name}`);
  const part = (list: string, name: string) => ({ id: `${id}/${list}/${name}` });
  await under.put(
    id,
    {
      frontendIPConfigurations: [{ name: 'front', properties: { subnet: { id: subnetId } } }],
      backendAddressPools: [{ name: 'pool' }, { name: 'a-later-one' }],
      probes: [{ name: 'ready', properties: { protocol: 'Https', port: 6443, requestPath: '/readyz' } }],
      loadBalancingRules: [
        {
          name: 'api',
          properties: {
            protocol: 'Tcp',
            frontendPort: 6443,
            backendPort: 6443,
            frontendIPConfiguration: part('frontendIPConfigurations', 'front'),
            backendAddressPool: part('backendAddressPools', 'pool'),
            probe: part('probes', 'ready'),
          },
        },
      ],
    },
    standard,
  );
  return id;
}
