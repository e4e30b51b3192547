import { type ApplicationCredential, createApplicationCredential } from '@aro-rp/service';
import { type TokenCredential } from '@azure/core-auth';
import { type Identity } from './azure.ts';

export interface CredentialOptions {
  /** The service's own identity. */
  service: TokenCredential;
  /** The resource provider's multi-tenant application. */
  rp: Omit<ApplicationCredential, 'tenantId'>;
}

/** One credential per identity and tenant; the application signs in to each customer's tenant on its own. */
export const createCredentials =
  ({ service, rp }: CredentialOptions) =>
  (who: Identity): TokenCredential => {
    switch (who.identity) {
      case 'service':
        return service;
      case 'rp':
        return createApplicationCredential({ ...rp, tenantId: who.tenantId });
      case 'cluster': {
        const { tenantId, clientId, secret } = who;
        return createApplicationCredential({ tenantId, clientId, authorityHost: rp.authorityHost, proof: { secret } });
      }
    }
  };
