import { type Expression, resourceId, text } from '../language/expression.ts';
import { type Resource } from '../language/template.ts';
import { apiVersions, containers, identityId, types } from '../names.ts';
import { assign } from '../roles.ts';

interface Account {
  name: Expression;
  location: Expression;
  containers: readonly string[];
  isPublic: boolean;
  redundancy: 'Standard_ZRS' | 'Standard_LRS';
}

/** An account without keys, and its containers. */
export const storageAccount = ({ name, location, containers: held, isPublic, redundancy }: Account): Resource[] => [
  {
    type: types.storage,
    apiVersion: apiVersions.storage,
    name,
    location,
    kind: 'StorageV2',
    sku: { name: redundancy },
    properties: {
      allowBlobPublicAccess: false,
      allowSharedKeyAccess: false,
      minimumTlsVersion: 'TLS1_2',
      supportsHttpsTrafficOnly: true,
      publicNetworkAccess: isPublic ? 'Enabled' : 'Disabled',
      networkAcls: { bypass: 'None', defaultAction: isPublic ? 'Allow' : 'Deny' },
    },
  },
  ...held.map((container): Resource => ({
    type: types.container,
    apiVersion: apiVersions.storage,
    name: text`${name}/default/${container}`,
    dependsOn: [resourceId(types.storage, name)],
    properties: { publicAccess: 'None' },
  })),
];

/** The mirror writes `openshift-install`, the backend runs it and keeps what it made, sealed. */
export const storageRoles = (name: Expression): Resource[] =>
  [
    { role: 'blobDataContributor', to: 'backend', container: containers.installerOutput } as const,
    { role: 'blobDataReader', to: 'backend', container: containers.installers } as const,
    { role: 'blobDataContributor', to: 'mirror', container: containers.installers } as const,
  ].map(({ role, to, container }) =>
    assign({
      role,
      to: identityId(to),
      on: { type: types.container, names: [name, 'default', container] },
      dependsOn: [resourceId(types.container, name, 'default', container)],
    }),
  );
