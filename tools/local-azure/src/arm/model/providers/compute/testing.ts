import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeClock } from '@aro-rp/testing';
import { milliseconds, seconds } from '@aro-rp/time';
import { openStore } from '../../../store.ts';
import { type ArmError } from '../../errors.ts';
import { createModel } from '../../index.ts';
import { type Json } from '../../json.ts';
import { type Resource } from '../../resource.ts';
import { showResource } from '../../show.ts';
import { findType } from '../index.ts';
import { type ManagedIdentityDirectory } from '../managed-identity/index.ts';
import { type ComputeOptions } from './options.ts';

export const subscriptionId = '00000000-0000-4000-8000-000000000001';
export const groupId = `/subscriptions/${subscriptionId}/resourceGroups/machines`;
export const idOf = (type: string, name: string): string => `${groupId}/providers/${type}/${name}`;
export const nicId = (name: string): string => idOf('Microsoft.Network/networkInterfaces', name);

/** Azure Resource Manager's engine without its sockets, on a temporary folder, with network interfaces by hand. */
export function openCompute(compute: ComputeOptions = {}, directory?: ManagedIdentityDirectory) {
  const folder = mkdtempSync(join(tmpdir(), 'arm-compute-'));
  const store = openStore(folder);
  const clock = createFakeClock();
  const model = createModel(store, clock, {
    location: 'eastus',
    operationDuration: seconds(1),
    pollInterval: milliseconds(500),
    providers: {
      compute,
      identities: { tenantOf: () => 'tenant', ...(directory === undefined ? {} : { directory }) },
      storage: { blobEndpoint: () => 'https://localhost', clock },
      registry: { loginServer: (name) => name, clock },
      documentDb: { cosmosEndpoint: () => 'https://localhost', tenantOf: () => 'tenant' },
      keyVault: { clock, vaultUri: () => 'https://localhost/' },
    },
    forwardedDeletions: { advance: () => 'gone' },
    groupDeleted: () => undefined,
    operationUrl: ({ id }) => id,
    report: (error) => {
      throw error;
    },
  });
  model.subscriptions.ensure({ id: subscriptionId, tenantId: 'tenant', name: 'local' });
  model.groups.put(subscriptionId, 'machines', { location: 'eastus' });
  const target = (fullType: string, name: string) => {
    const [namespace = '', typeName = ''] = fullType.split('/');
    const provider = model.catalogue.find(namespace);
    const type = provider && findType(provider, typeName);
    if (!type) throw new Error(`${fullType} is not served`);
    const id = idOf(fullType, name);
    return { id, name, subscriptionId, group: 'machines', namespace, type, apiVersion: type.apiVersions[0] ?? '' };
  };
  const settle = () => clock.advance(seconds(2));

  return {
    model,
    clock,
    settle,
    view: model.resources.view,
    /** A PUT that is finished when this returns. */
    async put(type: string, name: string, body: Json): Promise<Resource> {
      store.transaction(() => model.resources.put(target(type, name), { location: 'eastus', ...body }, {}));
      await settle();
      return model.resources.get(target(type, name));
    },
    patch: (type: string, name: string, body: Json) =>
      store.transaction(() => model.resources.patch(target(type, name), body, {})),
    async remove(type: string, name: string): Promise<void> {
      store.transaction(() => model.resources.remove(target(type, name), {}));
      await settle();
    },
    act: (type: string, name: string, action: string, query = '') =>
      store.transaction(() =>
        model.resources.act(target(type, name), action, { body: {}, query: new URLSearchParams(query) }),
      ),
    /** What GET answers. */
    show: (type: string, name: string): Json =>
      showResource(model.resources.get(target(type, name)), target(type, name).type, model.resources.view),
    nic(name: string, properties: Json = {}, location = 'eastus'): string {
      const id = nicId(name);
      model.resources.track({
        id,
        name,
        type: 'Microsoft.Network/networkInterfaces',
        location,
        envelope: {},
        properties,
        provisioningState: 'Succeeded',
        etag: name,
        createdTime: '',
        changedTime: '',
      });
      return id;
    },
    close() {
      model.operations.close();
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type ComputeUnderTest = ReturnType<typeof openCompute>;

/** A master as the service's templates make it. */
export function machineBody(nic: string, changes: Json = {}, envelope: Json = {}): Json {
  return {
    zones: ['1'],
    ...envelope,
    properties: {
      hardwareProfile: { vmSize: 'Standard_D8s_v5' },
      storageProfile: {
        imageReference: { publisher: 'azureopenshift', offer: 'aro4', sku: 'aro_416-v2', version: '416.94.20240701' },
        osDisk: {
          name: `${nic.split('/').at(-1)}_OSDisk`,
          createOption: 'FromImage',
          caching: 'ReadOnly',
          diskSizeGB: 1_024,
          managedDisk: { storageAccountType: 'Premium_LRS' },
        },
      },
      osProfile: {
        computerName: 'master-0',
        adminUsername: 'core',
        adminPassword: 'NotActuallyApplied!',
        customData: Buffer.from('{"ignition":{}}').toString('base64'),
        linuxConfiguration: { disablePasswordAuthentication: false },
      },
      networkProfile: { networkInterfaces: [{ id: nic }] },
      diagnosticsProfile: { bootDiagnostics: { enabled: true } },
      ...changes,
    },
  };
}

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
