import { DnsManagementClient } from '@azure/arm-dns';
import { ResourceManagementClient } from '@azure/arm-resources';
import { type TokenCredential } from '@azure/core-auth';
import { once } from './once.ts';

/** Made when first used: loading and constructing an SDK client is what costs. */
export interface Clients {
  readonly resources: ResourceManagementClient;
  readonly dns: DnsManagementClient;
}

export interface ClientsOptions {
  endpoint: string;
  scope: string;
  credential: TokenCredential;
  subscriptionId: string;
}

export function createClients({ endpoint, scope, credential, subscriptionId }: ClientsOptions): Clients {
  // The plan tries again, by the clock that all replicas share; a client that retries hides the wait in one call.
  const retryOptions = { maxRetries: 0 };
  const options = { endpoint, retryOptions, credentials: { scopes: [scope] } };
  const resources = once(() => new ResourceManagementClient(credential, subscriptionId, options));
  const dns = once(
    () => new DnsManagementClient(credential, subscriptionId, { endpoint, retryOptions, credentialScopes: scope }),
  );
  return {
    get resources() {
      return resources();
    },
    get dns() {
      return dns();
    },
  };
}
