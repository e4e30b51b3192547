import { type OpenShiftCluster, RedHatOpenShiftClient, type RedHatOpenShiftClientOptions } from '@aro-rp/client';
import { type Endpoints } from '@aro-rp/local-azure';
import { localCredential } from './provision.ts';

/** The client of our own API, through ARM, with the customer's principal. */
export const clustersClient = (
  endpoints: Endpoints,
  options: Pick<RedHatOpenShiftClientOptions, 'apiVersion'> = {},
): RedHatOpenShiftClient =>
  new RedHatOpenShiftClient(localCredential(endpoints), endpoints.subscriptionId, {
    ...options,
    endpoint: endpoints.arm,
  });

interface WireCluster extends Pick<OpenShiftCluster, 'location' | 'tags'> {
  properties: Omit<OpenShiftCluster, 'location'>;
}

/** The body of a request as the client has it: what is in `properties` on the wire stands beside the rest. */
export function clusterOf(body: Record<string, unknown>): OpenShiftCluster {
  const { properties, ...rest } = body as unknown as WireCluster;
  return { ...rest, ...properties };
}
