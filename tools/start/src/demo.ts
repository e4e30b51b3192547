import { exampleCluster, exampleWorkerProfile } from '@aro-rp/api/examples';
import { type Endpoints } from '@aro-rp/local-azure';
import { clusterOf, clustersClient } from './clusters-client.ts';
import { networkId, prepareNetwork } from './network.ts';
import { type ServicePrincipal } from './service-principal.ts';
import { registerProvider } from './register-provider.ts';

export const apiVersion = '2022-04-01';
export const demoGroup = 'demo';

export const clusterIdOf = ({ subscriptionId }: Endpoints, group: string, name: string): string =>
  `/subscriptions/${subscriptionId}/resourceGroups/${group}/providers/Microsoft.RedHatOpenShift/openShiftClusters/${name}`;

/**
 * The body of a PUT that creates a cluster here; `name` decides its domain and managed group. A service principal may
 * have one cluster.
 */
export function clusterBody(endpoints: Endpoints, name: string, principal = seededPrincipal(endpoints)) {
  const { subscriptionId, location } = endpoints;
  const network = networkId(endpoints, demoGroup, name);
  return exampleCluster({
    location,
    properties: {
      clusterProfile: { domain: name, resourceGroupId: `/subscriptions/${subscriptionId}/resourceGroups/aro-${name}` },
      servicePrincipalProfile: { ...principal },
      masterProfile: { subnetId: `${network}/subnets/master` },
      workerProfiles: [exampleWorkerProfile({ subnetId: `${network}/subnets/worker` })],
    },
  });
}

/** The service principal that local Azure has for a first cluster. */
const seededPrincipal = ({ clusterClientId, clusterClientSecret }: Endpoints): ServicePrincipal => ({
  clientId: clusterClientId,
  clientSecret: clusterClientSecret,
});

export interface DemoView {
  say(line: string): void;
  /** Steps that the backend reports from now on belong under the line just said. */
  heading(line: string): void;
}

/**
 * Creates a cluster through ARM with our own client, as a customer's program would.
 * @param principal the one that local Azure has for a first cluster unless told @throws when it does not succeed
 */
export async function createDemoCluster(
  endpoints: Endpoints,
  name: string,
  view: DemoView,
  principal = seededPrincipal(endpoints),
): Promise<void> {
  const { openShiftClusters } = clustersClient(endpoints);
  await registerProvider(endpoints);
  await prepareNetwork(endpoints, demoGroup, name, principal.clientId);
  view.heading(`Creating ${clusterIdOf(endpoints, demoGroup, name)}`);
  const start = performance.now();
  const cluster = clusterOf(clusterBody(endpoints, name, principal));
  const { provisioningState } = await openShiftClusters.beginCreateOrUpdateAndWait(demoGroup, name, cluster);
  if (provisioningState !== 'Succeeded') throw new Error(`the cluster is ${provisioningState ?? 'in no state'}`);
  view.say(`  ${provisioningState} after ${seconds(start)}`);
}

export async function showDemoCluster(endpoints: Endpoints, name: string, view: DemoView): Promise<void> {
  const found = await clustersClient(endpoints).openShiftClusters.get(demoGroup, name);
  view.heading('GET answers');
  const { location, provisioningState, consoleProfile, apiserverProfile } = found;
  const shown = { name: found.name, location, provisioningState, consoleProfile, apiserverProfile };
  for (const line of JSON.stringify(shown, undefined, 2).split('\n')) view.say(`  ${line}`);
}

/** @throws when the cluster is still there afterwards */
export async function deleteDemoCluster(endpoints: Endpoints, name: string, view: DemoView): Promise<void> {
  const { openShiftClusters } = clustersClient(endpoints);
  view.heading(`Deleting ${clusterIdOf(endpoints, demoGroup, name)}`);
  const start = performance.now();
  await openShiftClusters.beginDeleteAndWait(demoGroup, name);
  const left = await openShiftClusters.get(demoGroup, name).catch((error: unknown) => {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined;
    throw error;
  });
  if (left) throw new Error('the cluster is still there');
  view.say(`  gone after ${seconds(start)}`);
}

const seconds = (start: number): string => `${((performance.now() - start) / 1000).toFixed(1)} s`;
