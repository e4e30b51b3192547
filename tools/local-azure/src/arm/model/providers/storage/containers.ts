import { randomUUID } from 'node:crypto';
import { ArmError } from '../../errors.ts';
import { asObject, type Json } from '../../json.ts';
import { type ChildChange, type ResourceType } from '../provider.ts';
import { type Resource } from '../../resource.ts';
import { storageApiVersions } from './api-versions.ts';

const common = {
  apiVersions: storageApiVersions,
  kind: 'child',
  longRunning: { put: false, delete: false },
  working: { create: 'Creating', update: 'Updating', delete: 'Deleting' },
} satisfies Partial<ResourceType>;

const serviceType = 'storageAccounts/blobServices';

/** Every account has one, from the start. @param properties those of the one that is there */
export const defaultService = (properties: Json = {}): ChildChange => ({
  kind: 'put',
  type: serviceType,
  name: 'default',
  properties,
});

/** Microsoft.Storage/storageAccounts/blobServices: settings that are kept and shown, and nothing else. */
export const blobService: ResourceType = {
  ...common,
  name: serviceType,
  accept({ name, properties }) {
    if (name !== 'default')
      throw new ArmError(400, 'InvalidResourceName', `'${name}' is no blob service; there is only 'default'.`);
    const { provisioningState: _state, ...kept } = properties;
    return { properties: kept };
  },
  show: ({ properties }) => ({
    cors: { corsRules: [] },
    deleteRetentionPolicy: { enabled: false },
    ...properties,
  }),
  refuseDelete: () =>
    new ArmError(405, 'HttpMethodNotSupported', 'The HTTP method DELETE is not supported for a blob service.'),
};

/** What a container is stored as. Its generation tells it from those of the same name before and after it. */
export const newContainer = (metadata: Json): Json => ({ generation: randomUUID(), metadata });

/** Microsoft.Storage/storageAccounts/blobServices/containers; the blob service lists and makes the same ones. */
export const blobContainer: ResourceType = {
  ...common,
  name: `${serviceType}/containers`,
  accept({ name, properties, current }) {
    if (!/^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$|^\$(root|web|logs)$/.test(name))
      throw new ArmError(400, 'InvalidResourceName', 'The specified resource name contains invalid characters.');
    if ((properties['publicAccess'] ?? 'None') !== 'None')
      throw new ArmError(409, 'PublicAccessNotPermitted', 'Public access is not permitted on this storage account.');
    const metadata = asObject(properties['metadata']);
    return {
      properties: { ...newContainer(metadata), ...(current && { generation: current.properties['generation'] }) },
    };
  },
  show: (resource) => ({
    publicAccess: 'None',
    leaseStatus: 'Unlocked',
    leaseState: 'Available',
    lastModifiedTime: resource.changedTime,
    hasImmutabilityPolicy: false,
    hasLegalHold: false,
    defaultEncryptionScope: '$account-encryption-key',
    denyEncryptionScopeOverride: false,
    deleted: false,
    remainingRetentionDays: 0,
    ...(Object.keys(asObject(resource.properties['metadata'])).length > 0 && {
      metadata: resource.properties['metadata'],
    }),
  }),
  showEtag: (resource) => containerEtag(resource),
};

/** In the shape of the blob service's, with its quotes. */
export const containerEtag = ({ etag }: Resource): string =>
  `"0x8D${etag.replaceAll('-', '').slice(0, 13).toUpperCase()}"`;
