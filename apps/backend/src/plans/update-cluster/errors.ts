import { sentence } from '../customer-errors.ts';
import { refusal } from '../error-codes.ts';

/** What the customer is told when an update cannot go on, and what to do about it. The cluster stays; the update can be sent again. */
export const updateErrors = {
  servicePrincipalMissing: (clientId: string) =>
    refusal(
      'InvalidServicePrincipalCredentials',
      `The application '${clientId}' has no service principal in the subscription's tenant. Run 'az ad sp create --id ${clientId}' and send the update again.`,
      'properties.servicePrincipalProfile.clientId',
    ),
  servicePrincipalCredentials: (clientId: string, code: string, message: string) =>
    refusal(
      'InvalidServicePrincipalCredentials',
      `The service principal '${clientId}' cannot sign in: ${code}: ${sentence(message)} Send an update with a client secret that is valid; the cluster still has the one before.`,
      'properties.servicePrincipalProfile',
    ),
  notSettled: (waits: readonly string[]) =>
    refusal(
      'ClusterNotReady',
      `The cluster does not work with the new credentials of its service principal yet: ${waits.join(', ')}. Leave the credentials before in place, see that the cluster's nodes are ready, and send the update again.`,
      'properties.servicePrincipalProfile',
    ),
} as const;
