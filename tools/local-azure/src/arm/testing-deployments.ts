import { type FakeClock } from '@aro-rp/testing';
import { type Duration, seconds } from '@aro-rp/time';
import { type ArmUnderTest, type Sent, subscriptionId } from './testing.ts';

export const root = `/subscriptions/${subscriptionId}`;
const apiVersion = '2023-11-01';

export const nsg = (name: string, more: object = {}) => ({
  type: 'Microsoft.Network/networkSecurityGroups',
  apiVersion,
  name,
  location: '[resourceGroup().location]',
  ...more,
});

export const vnet = (name: string, prefix: string, more: object = {}) => ({
  type: 'Microsoft.Network/virtualNetworks',
  apiVersion,
  name,
  location: '[resourceGroup().location]',
  properties: { addressSpace: { addressPrefixes: [prefix] } },
  ...more,
});

/** The properties of a deployment of a template with these members. */
export const propertiesOf = (members: object, parameters: object = {}) => ({
  mode: 'Incremental',
  template: { $schema: 'schema', contentVersion: '1.0.0.0', resources: [], ...members },
  parameters,
});

export interface Shown {
  provisioningState: string;
  parameters: Record<string, { type: string; value?: unknown }>;
  outputs?: Record<string, { type: string; value?: unknown }>;
  outputResources?: { id: string }[];
  error?: { code: string; message: string; details?: { code: string; message: string; target?: string }[] };
  [member: string]: unknown;
}

/** Deployments of one resource group over the wire. */
export function deploymentsOf(under: ArmUnderTest, clock: FakeClock, group: string) {
  const at = (name: string, below = '') =>
    `${root}/resourceGroups/${group}/providers/Microsoft.Resources/deployments/${name}${below}`;
  const get = async (name: string): Promise<Shown> => (await under.send('GET', at(name))).body['properties'] as Shown;
  return {
    at,
    get,
    begin: (name: string, members: object, parameters: object = {}): Promise<Sent> =>
      under.send('PUT', at(name), { body: { properties: propertiesOf(members, parameters) } }),
    /** Lets time pass until it ends, step by step, and 5 minutes at most. */
    async settled(name: string, step: Duration = seconds(1)): Promise<Shown> {
      for (let left = 300; left > 0; left--) {
        const shown = await get(name);
        if (!['Accepted', 'Running'].includes(shown.provisioningState)) return shown;
        await clock.advance(step);
      }
      throw new Error(`deployment ${name} does not end`);
    },
  };
}

/** The error inside a detail of a failed deployment. */
export const innerError = (
  shown: Shown,
  index = 0,
): { code: string; message: string; details?: { code: string; message: string }[] } => {
  const text = shown.error?.details?.[index]?.message ?? '{}';
  return (JSON.parse(text) as { error: { code: string; message: string } }).error;
};

export const errorOf = ({ status, body }: Sent): [number, string, string] => {
  const { code = '', message = '' } = (body['error'] ?? {}) as { code?: string; message?: string };
  return [status, code, message];
};

/** A new resource group, its deployments and what is in it. */
export async function placeIn(under: ArmUnderTest, clock: FakeClock, group: string) {
  await under.send('PUT', `${root}/resourceGroups/${group}`, { body: { location: 'eastus' } });
  const resource = (path: string) => `${root}/resourceGroups/${group}/providers/${path}?api-version=${apiVersion}`;
  return {
    ...deploymentsOf(under, clock, group),
    group,
    resource,
    show: (path: string) => under.send('GET', resource(path)),
  };
}
