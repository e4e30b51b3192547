import { createServiceCredential } from '@aro-rp/service';
import { type TokenCredential } from '@azure/core-auth';
import { azureCli } from './azure-cli.ts';
import { type ConnectionSettings } from './settings.ts';

/** @returns who signs in, or every variable that is missing for it */
export function createCredential(settings: ConnectionSettings): TokenCredential | { faults: string[] } {
  const { credential, clientId, tenantId } = settings;
  if (credential === 'azure-cli') return azureCli(tenantId);
  const missing = [
    ...(clientId === undefined ? ['AZURE_CLIENT_ID'] : []),
    ...(tenantId === undefined && credential !== 'managed-identity' ? ['AZURE_TENANT_ID'] : []),
  ];
  if (clientId === undefined || missing.length > 0)
    return { faults: missing.map((name) => `${name} is missing: CREDENTIAL=${credential} needs it`) };
  const made = createServiceCredential({ ...settings, credential, clientId, tenantId: tenantId ?? '' });
  return 'fault' in made ? { faults: [made.fault] } : made;
}
