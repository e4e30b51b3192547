import { type ApiVersion } from '@aro-rp/api';
import { commonType } from '../conventions.ts';
import { type Schema } from '../openapi.ts';
import { type Definitions, ref, text } from './build.ts';

/** Errors, the provider's operations and credentials: what a version has beside clusters and their versions. */
export function defineOthers({ actions }: ApiVersion, into: Definitions): void {
  defineErrors(into);
  defineOperations(into);
  if (actions.has('listCredentials')) defineCredentials(into);
  if (actions.has('listAdminCredentials')) {
    const kubeconfig = secret('The kubeconfig file, in base64.', into);
    into.add(
      'OpenShiftClusterAdminKubeconfig',
      into.object("The kubeconfig of a cluster's administrator.", { properties: { kubeconfig } }),
    );
  }
}

function defineErrors(into: Definitions): void {
  into.add(
    'CloudErrorBody',
    into.object('What is wrong.', {
      properties: {
        code: text('What kind of error it is, for programs; it does not change.'),
        message: text('What is wrong and what to do, for people.'),
        target: text('What is at fault, such as the path of a member.'),
        details: into.list('CloudErrorBody', 'Each of several errors.'),
      },
    }),
  );
  into.add('CloudError', into.object('The body of every refusal.', { properties: { error: ref('CloudErrorBody') } }));
}

function defineOperations(into: Definitions): void {
  into.add(
    'Display',
    into.object('An operation in words for people.', {
      properties: {
        provider: text('The name of the service.'),
        resource: text('What the operation works on.'),
        operation: text('What it is called.'),
        description: text('What it does.'),
      },
    }),
  );
  into.add(
    'Operation',
    into.object('What a role assignment can allow.', {
      properties: {
        name: text('{provider}/{resource}/{operation}'),
        display: ref('Display'),
        ...(into.conventions.paged ? { origin: text("Who asks for it: 'user', 'system' or 'user,system'.") } : {}),
      },
    }),
  );
  into.add('OperationList', into.page('Operation', 'A page of operations.'));
}

function secret(description: string, { conventions: { secrets, precise } }: Definitions): Schema {
  return {
    ...text(description),
    ...(precise ? { format: 'password' } : {}),
    ...(secrets ? { 'x-ms-secret': true } : {}),
  };
}

function defineCredentials(into: Definitions): void {
  into.add(
    'OpenShiftClusterCredentials',
    into.object("The credentials of a cluster's kubeadmin user.", {
      properties: {
        kubeadminUsername: text('The name of the user.'),
        kubeadminPassword: secret('The password of the user.', into),
      },
    }),
  );
}

/** A resource that only the service writes, in one definition of its own and one for its properties. */
function defineProxy(name: string, description: string, properties: Record<string, Schema>, into: Definitions): void {
  into.add(`${name}Properties`, into.object(description, { properties }));
  into.add(
    name,
    into.object(description, {
      allOf: [commonType(into.conventions, 'definitions/ProxyResource')],
      properties: { properties: { ...ref(`${name}Properties`), 'x-ms-client-flatten': true } },
    }),
  );
}

/** What can be installed. */
export function defineOffered({ serves }: ApiVersion, into: Definitions): void {
  if (serves.has('openShiftVersions')) {
    const version = text("The version, such as '4.14.16'.");
    defineProxy('OpenShiftVersion', 'A version of OpenShift that can be installed.', { version }, into);
    into.add('OpenShiftVersionList', into.page('OpenShiftVersion', 'A page of versions.'));
  }
  if (serves.has('platformWorkloadIdentityRoleSets')) defineRoleSets(into);
}

function defineRoleSets(into: Definitions): void {
  const name = 'PlatformWorkloadIdentityRole';
  into.add(
    name,
    into.object("What an operator's identity must be allowed to do.", {
      properties: {
        operatorName: text('The name of the operator.'),
        roleDefinitionName: text('The name of the role.'),
        roleDefinitionId: text('The resource id of the role definition.'),
      },
    }),
  );
  const properties = {
    openShiftVersion: text('The minor version that it is for.'),
    platformWorkloadIdentityRoles: into.list(name, 'One for each operator.'),
  };
  defineProxy(`${name}Set`, 'What the identities of a cluster of a minor version need.', properties, into);
  into.add(`${name}SetList`, into.page(`${name}Set`, 'A page of role sets.'));
}
