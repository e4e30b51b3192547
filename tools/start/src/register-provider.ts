import { setTimeout as sleep } from 'node:timers/promises';
import { type Endpoints } from '@aro-rp/local-azure';
import { ResourceManagementClient } from '@azure/arm-resources';
import { localCredential } from './provision.ts';

const namespace = 'Microsoft.RedHatOpenShift';

/** ARM's client, with the customer's principal. */
export const resourceManager = (endpoints: Endpoints): ResourceManagementClient =>
  new ResourceManagementClient(localCredential(endpoints), endpoints.subscriptionId, {
    endpoint: endpoints.arm,
    credentials: { scopes: [`${endpoints.arm}/.default`] },
  });

/** Registers our namespace for the subscription, as a customer does once, and waits until ARM says that it is. */
export async function registerProvider(endpoints: Endpoints): Promise<void> {
  const { providers } = resourceManager(endpoints);
  let { registrationState } = await providers.register(namespace);
  while (registrationState !== 'Registered') {
    await sleep(100);
    ({ registrationState } = await providers.get(namespace));
  }
}
