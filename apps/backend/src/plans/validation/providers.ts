import { apiVersions } from '../../names.ts';
import { providerFindings } from './findings.ts';
import { type Check } from './survey.ts';

const needed = [
  'Microsoft.Authorization',
  'Microsoft.Compute',
  'Microsoft.ManagedIdentity',
  'Microsoft.Network',
  'Microsoft.Storage',
];

/** What the cluster is made with is registered in the subscription, or becomes so now. */
export const providers: Check = async ({ context: { id }, look }) => {
  const states = await Promise.all(
    needed.map(async (namespace) => {
      const found = await look(`/subscriptions/${id.subscriptionId}/providers/${namespace}`, apiVersions.providers);
      const state = found.kind === 'found' ? found.resource['registrationState'] : undefined;
      return { namespace, isUsable: found.kind === 'refused' || state === 'Registered' || state === 'Registering' };
    }),
  );
  return states.filter(({ isUsable }) => !isUsable).map(({ namespace }) => providerFindings.notRegistered(namespace));
};
