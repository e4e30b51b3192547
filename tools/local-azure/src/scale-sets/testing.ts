import { cloudInit } from '../../../templates/services/cloud-init.ts';
import { marks, urlMark } from '../../../templates/services/marks.ts';
import { imageOf } from '../../../package/image.ts';
import { pushImage } from '../../../package/push-image.ts';
import { azureRegistry, openRegistry } from '@aro-rp/registry';
import { silentLog } from '@aro-rp/telemetry';
import { systemClock } from '@aro-rp/time';
import {
  idIn,
  identityIds,
  poolId,
  scaleSetBody,
  subnetId,
} from '../arm/model/providers/compute/scale-sets/testing.ts';
import { asObject, type Json } from '../arm/model/json.ts';
import { type ArmWithServices, startArmWithServices } from '../host/testing-arm.ts';
import { program } from './testing-program.ts';

const roles = {
  acrPull: '7f951dda-4ed3-4680-a7ca-43fe172d538d',
  acrPush: '8311e382-0749-4cb8-b61a-304f252e45ec',
  secretsUser: '4633458b-17de-408a-b874-0445c86b69e6',
  secretsOfficer: 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7',
};
const speed = 150;
export const setType = 'Microsoft.Compute/virtualMachineScaleSets';

export interface SetOptions {
  capacity?: number;
  environment?: Readonly<Record<string, string>>;
}

/** A region with a network, a vault, a registry with one image and a load balancer, whose machines run. */
export interface RegionUnderTest extends ArmWithServices {
  /** Makes a scale set of the image; returns before its machines are well. */
  makeSet(name: string, options?: SetOptions): Promise<void>;
  /** Lets the machines' identity pull images; returns how to take that away. */
  letPull(): Promise<() => Promise<void>>;
  backendClientId: string;
}

/** 150 times as fast as Azure. */
export async function startRegion(): Promise<RegionUnderTest> {
  const under = await startArmWithServices(['registry', 'key-vault', 'service-bus', 'blob'], { machines: { speed } });
  const { ok, make, assign, azure, credential } = under;
  const location = 'eastus';
  await ok('PUT', subnetId.slice(0, subnetId.indexOf('/providers/')), { location });
  await make(subnetId.slice(0, subnetId.indexOf('/subnets/')), {
    location,
    properties: {
      addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
      subnets: [{ name: 'backend', properties: { addressPrefix: '10.0.0.0/24' } }],
    },
  });
  const addressId = idIn('Microsoft.Network/publicIPAddresses', 'frontend');
  await make(addressId, {
    location,
    sku: { name: 'Standard' },
    properties: { publicIPAllocationMethod: 'Static' },
  });
  const balancerId = idIn('Microsoft.Network/loadBalancers', 'frontend');
  const part = (kind: string) => ({ id: `${balancerId}/${kind}/frontend` });
  await make(balancerId, {
    location,
    sku: { name: 'Standard' },
    properties: {
      frontendIPConfigurations: [{ name: 'frontend', properties: { publicIPAddress: { id: addressId } } }],
      backendAddressPools: [{ name: poolId.split('/').at(-1) }],
      probes: [
        {
          name: 'frontend',
          properties: { protocol: 'Http', port: 8443, requestPath: '/healthz/ready', intervalInSeconds: 5 },
        },
      ],
      loadBalancingRules: [
        {
          name: 'http',
          properties: {
            ...{ protocol: 'Tcp', frontendPort: 443, backendPort: 8443 },
            frontendIPConfiguration: part('frontendIPConfigurations'),
            backendAddressPool: part('backendAddressPools'),
            probe: part('probes'),
          },
        },
      ],
    },
  });
  const [backend, host] = await Promise.all(
    identityIds.map(async (id) => (await ok('PUT', id, { location }))['properties'] as Json),
  );
  const vaultId = idIn('Microsoft.KeyVault/vaults', 'machines-svc');
  const vault = await make(vaultId, {
    location,
    properties: {
      tenantId: azure.endpoints.tenantId,
      sku: { family: 'A', name: 'standard' },
      enableRbacAuthorization: true,
    },
  });
  const registryId = idIn('Microsoft.ContainerRegistry/registries', 'machinesreg');
  const registry = await make(registryId, { location, sku: { name: 'Premium' } });
  const own = azure.endpoints.tenantId ?? '';
  const { oid } = JSON.parse(
    Buffer.from(
      (await credential.getToken('https://management.azure.com/.default'))?.token.split('.')[1] ?? '',
      'base64url',
    ).toString(),
  ) as { oid: string };
  await assign(registryId, roles.acrPush, oid);
  await assign(vaultId, roles.secretsOfficer, oid);
  await assign(vaultId, roles.secretsUser, String(backend?.['principalId']));

  const loginServer = String(asObject(registry['properties'])['loginServer']);
  const client = openRegistry({
    ...{ host: loginServer, log: silentLog, clock: systemClock },
    credentials: azureRegistry({
      provider: credential,
      clock: systemClock,
      scope: 'https://management.azure.com/.default',
    }),
  });
  const image = imageOf({ service: 'backend', version: '1', commit: 'c' }, { 'main.mjs': program });
  const digest = await pushImage(client, 'backend', '1', image);
  await client.close();
  const { token } = (await credential.getToken('https://vault.azure.net/.default')) ?? { token: '' };
  const vaultUri = String(asObject(vault['properties'])['vaultUri']);
  const put = await fetch(`${vaultUri}secrets/certificate?api-version=7.4`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ value: 'a secret' }),
  });
  if (put.status !== 200) throw new Error(`the secret: ${put.status} ${await put.text()}`);

  const customData = (environment: Readonly<Record<string, string>>): string => {
    const variables = {
      AZURE_CLIENT_ID: marks.clientId,
      AZURE_TENANT_ID: own,
      HEALTH_PORT: '8080',
      KEY_VAULT_URL: 'https://machines-svc.vault.azure.net',
      OTHER_URL: 'https://absent.vault.azure.net/',
      REGISTRY: 'machinesreg.azurecr.io',
      SECRET_FILE: '/secrets/certificate.pem',
      SCRATCH: '/scratch',
      ...environment,
    };
    const clientId = String(backend?.['clientId']);
    const lines = Object.entries(variables).map(([name, value]) => `${name}="${value}"`);
    const text = cloudInit({
      service: 'backend',
      variables: Object.keys(variables),
      scratch: { '/scratch': '1m' },
      secretFiles: { 'certificate.pem': { vault: 'machines-svc', secret: 'certificate' } },
    }).join('\n');
    const values = {
      [marks.environment]: Buffer.from(lines.join('\n').replaceAll(marks.clientId, clientId)).toString('base64'),
      [marks.image]: `machinesreg.azurecr.io/backend@${digest}`,
      [marks.registry]: 'machinesreg.azurecr.io',
      [marks.hostClientId]: String(host?.['clientId']),
      [marks.clientId]: clientId,
      [urlMark('certificate.pem')]: 'https://machines-svc.vault.azure.net/secrets/certificate',
    };
    return Object.entries(values).reduce((before, [mark, value]) => before.replaceAll(mark, value), text);
  };

  return Object.assign(under, {
    backendClientId: String(backend?.['clientId']),
    letPull: () => assign(registryId, roles.acrPull, String(host?.['principalId'])),
    async makeSet(name: string, { capacity = 1, environment = {} }: SetOptions = {}) {
      const body = scaleSetBody({
        capacity,
        customData: customData(environment),
        properties: {
          automaticRepairsPolicy: { enabled: true, gracePeriod: 'PT10M' },
        },
      });
      await make(idIn(setType, name), body);
    },
  });
}
