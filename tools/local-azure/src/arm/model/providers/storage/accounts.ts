import { type Clock, toInstant } from '@aro-rp/time';
import { ArmError } from '../../errors.ts';
import { asObject, type Json } from '../../json.ts';
import { type PutRequest, type ResourceType } from '../provider.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { showConnectionsTo } from '../network/private-link-targets.ts';
import { storageApiVersions } from './api-versions.ts';
import { defaultService } from './containers.ts';
import { keysOf, listAccountSas, listKeys, newKey, regenerateKey } from './keys.ts';
import { checkAccountName } from './names.ts';
import { acceptNetworkAcls, subnetsOf } from './network-acls.ts';

export interface StorageOptions {
  /** The root above the accounts: `https://localhost:PORT`. */
  blobEndpoint(): string;
  clock: Clock;
}

const skus = ['LRS', 'ZRS', 'GRS', 'GZRS', 'RAGRS', 'RAGZRS'].map((one) => `standard_${one.toLowerCase()}`);
const kinds = ['StorageV2', 'Storage', 'BlobStorage', 'BlockBlobStorage', 'FileStorage'];

/** Microsoft.Storage/storageAccounts: the account's name, keys and rules; what is in it is the blob service's. */
export function storageAccount({ blobEndpoint, clock }: StorageOptions): ResourceType {
  const now = () => toInstant(clock.now());
  return {
    name: 'storageAccounts',
    apiVersions: storageApiVersions,
    kind: 'regional',
    longRunning: { put: true, delete: false },
    working: { create: 'Creating', update: 'ResolvingDNS', delete: 'Deleting' },
    accept(request) {
      requireKind(request);
      const { id, name, properties, current, view } = request;
      const refusal = checkAccountName(name, view, id);
      if (refusal) throw refusal;
      const { keys: _keys, networkAcls, ...given } = properties;
      const [service] = view.children(id).filter((child) => child.type.endsWith('/blobServices'));
      return {
        properties: {
          ...Object.fromEntries(Object.entries(given).filter(([member]) => !computed.has(member))),
          networkAcls: acceptNetworkAcls(networkAcls, view),
          keys: current ? keysOf(current) : [newKey('key1', now()), newKey('key2', now())],
        },
        children: [defaultService(service?.properties)],
      };
    },
    linked: (properties) =>
      subnetsOf(properties['networkAcls']).map((id) => ({
        id,
        action: 'Microsoft.Network/virtualNetworks/subnets/joinViaServiceEndpoint/action',
      })),
    actions: {
      listkeys: listKeys,
      regeneratekey: regenerateKey(now),
      listaccountsas: listAccountSas(now),
    },
    show: (resource, view) => show(resource, blobEndpoint(), view),
  };
}

/** Members of a GET that a client may send back; they are not stored. */
const computed = new Set([
  'provisioningState',
  'primaryEndpoints',
  'primaryLocation',
  'statusOfPrimary',
  'creationTime',
  'keyCreationTime',
  'privateEndpointConnections',
]);

function requireKind({ envelope, current }: PutRequest): void {
  const sku = String(asObject(envelope['sku'])['name'] ?? '');
  if (![...skus, 'premium_lrs', 'premium_zrs'].includes(sku.toLowerCase())) throw invalid('sku');
  if (!kinds.includes(String(envelope['kind']))) throw invalid('kind');
  if (current !== undefined && current.envelope['kind'] === 'StorageV2' && envelope['kind'] !== 'StorageV2')
    throw invalid('kind');
}

const invalid = (member: string): ArmError =>
  new ArmError(400, 'InvalidValuesForRequestParameters', `Values for request parameters are invalid: ${member}.`);

function show(resource: Resource, root: string, view: ResourceView): Json {
  const { keys: _secret, ...stored } = resource.properties;
  const [first, second] = keysOf(resource);
  return {
    minimumTlsVersion: 'TLS1_0',
    allowBlobPublicAccess: false,
    supportsHttpsTrafficOnly: true,
    encryption: {
      services: { blob: { enabled: true, keyType: 'Account' }, file: { enabled: true, keyType: 'Account' } },
      keySource: 'Microsoft.Storage',
    },
    accessTier: 'Hot',
    ...stored,
    privateEndpointConnections: showConnectionsTo(resource, view),
    keyCreationTime: { key1: first?.creationTime, key2: second?.creationTime },
    creationTime: resource.createdTime,
    primaryEndpoints: { blob: `${root}/${resource.name}/` },
    primaryLocation: resource.location,
    statusOfPrimary: 'available',
  };
}
