import { type TokenCredential } from '@azure/core-auth';
import { ServiceClient, type ServiceClientOptions } from '@azure/core-client';

export interface ArmClientOptions extends ServiceClientOptions {
  /** The address of Azure Resource Manager; `https://management.azure.com` unless given. */
  endpoint?: string;
  /** What requests ask for as `api-version`; that of the models unless given. */
  apiVersion?: string;
}

const publicCloud = 'https://management.azure.com';

/**
 * The pipeline to Azure Resource Manager: tokens for its address, retries of lost and of throttled requests, and
 * `RestError` with `statusCode` and `code` for each refusal. Operations find the parameters that all of them share here.
 */
export class ArmClient extends ServiceClient {
  readonly subscriptionId: string;
  readonly apiVersion: string;

  /** @throws TypeError without a subscription */
  constructor(
    credential: TokenCredential,
    subscriptionId: string,
    { endpoint = publicCloud, apiVersion, userAgentOptions, ...options }: ArmClientOptions & { apiVersion: string },
  ) {
    if (subscriptionId === '') throw new TypeError('a subscription id is needed');
    const { userAgentPrefix } = userAgentOptions ?? {};
    super({
      requestContentType: 'application/json; charset=utf-8',
      credentialScopes: `${endpoint.replace(/\/$/, '')}/.default`,
      ...options,
      endpoint,
      credential,
      userAgentOptions: { userAgentPrefix: [userAgentPrefix, 'aro-rp-client/0.1.0'].filter(Boolean).join(' ') },
    });
    this.subscriptionId = subscriptionId;
    this.apiVersion = apiVersion;
  }
}
