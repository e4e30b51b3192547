import { providerNamespace } from '@aro-rp/api';
import { type Call } from '../http/call.ts';
import { absoluteUrl } from '../http/public-url.ts';

export interface PollingOptions {
  /** The region that this service runs in. */
  location: string;
  /** Whole seconds between two polls, at least 1. */
  retryAfterSeconds: number;
}

type Kind = 'operationsstatus' | 'operationresults';

/**
 * Where a client asks after an operation: below its subscription, not below the cluster, which may vanish (ARM RPC
 * "async-api"), with an api-version that works.
 */
export function operationUrl(call: Call, kind: Kind, operationId: string, { location }: PollingOptions): string {
  const path = `/subscriptions/${call.params.subscriptionId}/providers/${providerNamespace}/locations/${encodeURIComponent(location)}/${kind}/${operationId}`;
  const apiVersion = call.publicAddress.apiVersion ?? call.apiVersion ?? '';
  return absoluteUrl(call.publicAddress.origin, path, [['api-version', apiVersion]]);
}

/** What every answer that speaks of a running operation carries. */
export const operationHeaders = (call: Call, operationId: string, options: PollingOptions): Record<string, string> => ({
  Location: operationUrl(call, 'operationresults', operationId, options),
  'Azure-AsyncOperation': operationUrl(call, 'operationsstatus', operationId, options),
  'Retry-After': String(options.retryAfterSeconds),
});
