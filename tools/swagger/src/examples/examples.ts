import { type ApiVersion, operations } from '@aro-rp/api';
import { exampleId, exampleLocation } from '@aro-rp/api/examples';
import { conventionsOf } from '../conventions.ts';
import { type OperationDeclaration } from '../paths/operations.ts';
import { createBody, installed, updateBody, updating } from './cluster.ts';
import { credentials, kubeconfig, openShiftVersion, roleSet } from './offered.ts';

/** As "x-ms-examples" wants it: parameters by name, answers by status code. */
export interface Example {
  parameters: Record<string, unknown>;
  responses: Record<string, { headers?: Record<string, string>; body?: unknown }>;
}

const ok = (body: unknown): Example['responses'] => ({ 200: { body } });
const page = (...value: unknown[]) => ok({ value });

const operationUrl = (type: 'operationsstatus' | 'operationresults', version: string) =>
  `https://management.azure.com/subscriptions/${exampleId.subscriptionId}/providers/Microsoft.RedHatOpenShift/locations/${exampleLocation}/${type}/00000000-0000-4000-8000-00000000000b?api-version=${version}`;

const created = (version: ApiVersion) => {
  const cluster = installed(version);
  return version.toExternal({ ...cluster, properties: { ...cluster.properties, provisioningState: 'Creating' } });
};

/** What a client is told of where the work goes on. */
const follow = (version: string) => ({
  'Azure-AsyncOperation': operationUrl('operationsstatus', version),
  'Retry-After': '10',
});

function operationList({ version }: ApiVersion) {
  const { paged } = conventionsOf(version);
  return operations.map(({ name, display, origin }) => ({ name, display, ...(paged ? { origin } : {}) }));
}

const answers: Readonly<Record<string, (version: ApiVersion) => Example['responses']>> = {
  Operations_List: (version) => page(...operationList(version)),
  OpenShiftVersions_List: (version) => page(openShiftVersion(version)),
  OpenShiftVersions_Get: (version) => ok(openShiftVersion(version)),
  PlatformWorkloadIdentityRoleSets_List: () => page(roleSet),
  PlatformWorkloadIdentityRoleSet_Get: () => ok(roleSet),
  OpenShiftClusters_List: (version) => page(version.toExternal(installed(version))),
  OpenShiftClusters_ListByResourceGroup: (version) => page(version.toExternal(installed(version))),
  OpenShiftClusters_Get: (version) => ok(version.toExternal(installed(version))),
  OpenShiftClusters_CreateOrUpdate: (version) => ({
    200: { body: version.toExternal(updating(version)) },
    201: { headers: follow(version.version), body: created(version) },
  }),
  OpenShiftClusters_Update: (version) => ({
    200: { headers: follow(version.version), body: version.toExternal(updating(version)) },
    201: { headers: follow(version.version), body: version.toExternal(updating(version)) },
  }),
  OpenShiftClusters_Delete: ({ version }) => ({
    202: { headers: { Location: operationUrl('operationresults', version), 'Retry-After': '10' } },
    204: {},
  }),
  OpenShiftClusters_ListCredentials: () => ok(credentials),
  OpenShiftClusters_ListAdminCredentials: () => ok(kubeconfig),
};

const values: Readonly<Record<string, string>> = {
  subscriptionId: exampleId.subscriptionId,
  resourceGroupName: exampleId.resourceGroup,
  resourceName: exampleId.name,
  location: exampleLocation,
  openShiftVersion: '4.14.16',
  openShiftMinorVersion: '4.14',
};

function bodyOf({ body }: OperationDeclaration, version: ApiVersion): Record<string, unknown> {
  if (body === undefined) return {};
  return { parameters: body.definition === 'OpenShiftCluster' ? createBody(version) : updateBody(version) };
}

/** A call of an operation, made by the version's own converter, so that the service would accept and answer it so. */
export function exampleOf(operation: OperationDeclaration, version: ApiVersion): Example {
  const answer = answers[operation.id];
  if (answer === undefined) throw new TypeError(`${operation.id} has no example`);
  const named = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, values[name]]);
  return {
    parameters: {
      'api-version': version.version,
      ...Object.fromEntries(named),
      ...bodyOf(operation, version),
    },
    responses: answer(version),
  };
}
