import { type TokenCredential } from '@azure/identity';
import { setting, type SettingsOf } from './settings.ts';

/** How a service finds its Service Bus; the same variables for every service. */
export const serviceBusSettings = {
  serviceBusNamespace: setting.optional(
    setting.text('SERVICE_BUS_NAMESPACE', "the Service Bus namespace's host, for the service's own identity"),
  ),
  serviceBusConnection: setting.optional(
    setting.secret(
      'SERVICE_BUS_CONNECTION_STRING',
      'instead of SERVICE_BUS_NAMESPACE, where identities cannot be used',
    ),
  ),
};

/** @throws Error that says what is missing when neither is set */
export function serviceBusConnectionOf(
  { serviceBusConnection, serviceBusNamespace }: SettingsOf<typeof serviceBusSettings>,
  credential: TokenCredential,
): { connectionString: string } | { fullyQualifiedNamespace: string; credential: TokenCredential } {
  if (serviceBusConnection) return { connectionString: serviceBusConnection.reveal() };
  if (serviceBusNamespace) return { fullyQualifiedNamespace: serviceBusNamespace, credential };
  throw new Error('SERVICE_BUS_NAMESPACE or SERVICE_BUS_CONNECTION_STRING is missing: set one of them');
}
