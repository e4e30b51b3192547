import { CloudError, type ErrorBody } from '@aro-rp/api';
import { finding } from '../error-codes.ts';
import { sentence } from '../customer-errors.ts';

/** What a validation is for; the remedy depends on it. */
export type Verb = 'create' | 'update';

/** What is in the way of an operation. */
export interface Finding {
  error: ErrorBody;
  /** It may pass by itself: rights, secrets and principals take Azure minutes to spread. */
  spreads?: true;
}

/** A right that somebody lacks: what, where, and which role of Azure's has it. */
export interface MissingRight {
  scope: string;
  actions: readonly string[];
  /** By its name. */
  role: string;
}

const remedy: Record<Verb, string> = {
  create: 'delete this cluster and create it again.',
  update: 'send the update again.',
};

/** All of it as one answer: a single finding is told as itself. */
export function invalidEnvironment(errors: readonly ErrorBody[], verb: Verb): CloudError {
  const [first] = errors;
  if (errors.length === 1 && first !== undefined)
    return new CloudError(400, { ...first, message: `${first.message} Then ${remedy[verb]}` });
  const message = `${errors.length} things are in the way of the cluster; 'details' has each. Mend them, then ${remedy[verb]}`;
  return new CloudError(400, finding('InvalidEnvironment', message, undefined, [...errors]));
}

/** The one finding of a step that gives rights itself, and has waited for them. */
export const rightsMissing = (clientId: string, missing: readonly MissingRight[], verb: Verb): CloudError =>
  invalidEnvironment([principalFindings.lacksRights(clientId, missing).error], verb);

const clientTarget = 'properties.servicePrincipalProfile';
const networkTarget = 'properties.masterProfile.subnetId';

export const principalFindings = {
  cannotSignIn: (clientId: string, code: string, message: string): Finding => ({
    spreads: true,
    error: finding(
      'InvalidServicePrincipalCredentials',
      `The service principal '${clientId}' cannot sign in: ${code}: ${sentence(message)} Make a client secret that is valid: az ad app credential reset --id ${clientId} --append.`,
      clientTarget,
    ),
  }),
  cannotBeRead: (clientId: string, asked: string, code: string, message: string): Finding => ({
    spreads: true,
    error: finding(
      'InvalidServicePrincipalPermissions',
      `The service principal '${clientId}' may not ask who it is ('${asked}' was answered ${code}: ${sentence(message)}) Let it read itself in the tenant, or take another one.`,
      clientTarget,
    ),
  }),
  missing: (clientId: string): Finding => ({
    spreads: true,
    error: finding(
      'InvalidServicePrincipalCredentials',
      `The application '${clientId}' has no service principal in the subscription's tenant. Run 'az ad sp create --id ${clientId}'.`,
      `${clientTarget}.clientId`,
    ),
  }),
  privileged: (clientId: string, role: string): Finding => ({
    error: finding(
      'InvalidServicePrincipalCredentials',
      `The service principal '${clientId}' has the application permission '${role}' of Microsoft Graph, with which the cluster could change other applications. Remove the permission, or take another service principal.`,
      clientTarget,
    ),
  }),
  lacksRights: (clientId: string, missing: readonly MissingRight[]): Finding => ({
    spreads: true,
    error: finding(
      'InvalidServicePrincipalPermissions',
      `The service principal '${clientId}' lacks rights that the cluster needs; 'details' has the command that grants each. Grant them.`,
      clientTarget,
      missing.map((one) => granted('InvalidServicePrincipalPermissions', one, `--assignee ${clientId}`)),
    ),
  }),
};

export const providerFindings = {
  lacksRights: (objectId: string, missing: readonly MissingRight[]): Finding => ({
    spreads: true,
    error: finding(
      'InvalidResourceProviderPermissions',
      `The resource provider, whose service principal is '${objectId}', lacks rights that it needs; 'details' has the command that grants each. Grant them.`,
      networkTarget,
      missing.map((one) =>
        granted(
          'InvalidResourceProviderPermissions',
          one,
          `--assignee-object-id ${objectId} --assignee-principal-type ServicePrincipal`,
        ),
      ),
    ),
  }),
  notRegistered: (namespace: string): Finding => ({
    error: finding(
      'ResourceProviderNotRegistered',
      `The resource provider '${namespace}' is not registered in the subscription. Run 'az provider register -n ${namespace} --wait'.`,
    ),
  }),
};

const granted = (
  code: 'InvalidServicePrincipalPermissions' | 'InvalidResourceProviderPermissions',
  { scope, actions, role }: MissingRight,
  whom: string,
) =>
  finding(
    code,
    `'${actions.join("', '")}' on '${scope}': az role assignment create ${whom} --role '${role}' --scope '${scope}'`,
    scope,
  );
