import { type ApiVersion, operations } from '@aro-rp/api';
import { exampleId, exampleLocation } from '@aro-rp/api/examples';
import { type OperationDeclaration } from '../paths/operations.ts';

import { credentials, kubeconfig, openShiftVersion, roleSet } from './offered.ts';
import { createBody, created, running, type Subject, updateBody, updating } from './subject.ts';

/** As "x-ms-examples" wants it: parameters by name, answers by status code. */
export interface Example {
  parameters: Record<string, unknown>;
  responses: Record<string, { headers?: Record<string, string>; body?: unknown }>;
}

const ok = (body: unknown): Example['responses'] => ({ 200: { body } });
const page = (...value: unknown[]) => ok({ value });

const operationUrl = (type: 'operationsstatus' | 'operationresults', version: string) =>
  `https://management.azure.com/subscriptions/${exampleId.subscriptionId}/providers/Microsoft.RedHatOpenShift/locations/${exampleLocation}/${type}/00000000-0000-4000-8000-00000000000b?api-version=${version}`;

/** What a client is told of where the work goes on. */
const follow = (version: string) => ({
  'Azure-AsyncOperation': operationUrl('operationsstatus', version),
  'Retry-After': '10',
});

const operationList = ({ hasOperationOrigin }: ApiVersion) =>
  operations.map(({ name, display, origin }) => ({ name, display, ...(hasOperationOrigin ? { origin } : {}) }));

const answers: Readonly<Record<string, (subject: Subject) => Example['responses']>> = {
  Operations_List: ({ version }) => page(...operationList(version)),
  OpenShiftVersions_List: () => page(openShiftVersion),
  OpenShiftVersions_Get: () => ok(openShiftVersion),
  PlatformWorkloadIdentityRoleSets_List: () => page(roleSet),
  PlatformWorkloadIdentityRoleSet_Get: () => ok(roleSet),
  OpenShiftClusters_List: (subject) => page(running(subject)),
  OpenShiftClusters_ListByResourceGroup: (subject) => page(running(subject)),
  OpenShiftClusters_Get: (subject) => ok(running(subject)),
  OpenShiftClusters_CreateOrUpdate: (subject) => ({
    200: { body: running(subject) },
    201: { headers: follow(subject.version.version), body: created(subject) },
  }),
  OpenShiftClusters_Update: (subject) => ({
    200: { headers: follow(subject.version.version), body: updating(subject) },
    201: { headers: follow(subject.version.version), body: updating(subject) },
  }),
  OpenShiftClusters_Delete: ({ version: { version } }) => ({
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
  openShiftVersion: '4.16.30',
  openShiftMinorVersion: '4.16',
};

function bodyOf({ body }: OperationDeclaration, subject: Subject): Record<string, unknown> {
  if (body === undefined) return {};
  return { parameters: body.definition === 'OpenShiftCluster' ? createBody(subject) : updateBody(subject) };
}

/** A call of an operation, made by the version's own converter, so that the service would accept and answer it so. */
export function exampleOf(operation: OperationDeclaration, subject: Subject): Example {
  const answer = answers[operation.id];
  if (answer === undefined) throw new TypeError(`${operation.id} has no example`);
  const named = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => [name, values[name]]);
  return {
    parameters: {
      'api-version': subject.version.version,
      ...Object.fromEntries(named),
      ...bodyOf(operation, subject),
    },
    responses: answer(subject),
  };
}
