import { exampleCluster, exampleWorkerProfile } from '@aro-rp/api/examples';
import { type Endpoints } from '@aro-rp/local-azure';
import { networkId, prepareNetwork } from './network.ts';
import { type ServicePrincipal } from './service-principal.ts';
import { registerProvider, resourceManager } from './register-provider.ts';

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

/** Creates a cluster through ARM with Azure's own client, as a customer's tool would. @throws when it does not succeed */
export async function createDemoCluster(endpoints: Endpoints, name: string, view: DemoView): Promise<void> {
  const arm = resourceManager(endpoints);
  await registerProvider(endpoints);
  await prepareNetwork(endpoints, demoGroup, name);
  const id = clusterIdOf(endpoints, demoGroup, name);
  view.heading(`Creating ${id}`);
  const start = performance.now();
  const options = { updateIntervalInMs: 200 };
  const made = await arm.resources.beginCreateOrUpdateByIdAndWait(
    id,
    apiVersion,
    clusterBody(endpoints, name),
    options,
  );
  const state = (made.properties as { provisioningState?: string } | undefined)?.provisioningState;
  if (state !== 'Succeeded') throw new Error(`the cluster is ${state ?? 'in no state'}`);
  view.say(`  ${state} after ${seconds(start)}`);
}

export async function showDemoCluster(endpoints: Endpoints, name: string, view: DemoView): Promise<void> {
  const id = clusterIdOf(endpoints, demoGroup, name);
  const found = await resourceManager(endpoints).resources.getById(id, apiVersion);
  view.heading('GET answers');
  const { provisioningState, consoleProfile, apiserverProfile } = found.properties as Record<string, unknown>;
  const shown = { name: found.name, location: found.location, provisioningState, consoleProfile, apiserverProfile };
  for (const line of JSON.stringify(shown, undefined, 2).split('\n')) view.say(`  ${line}`);
}

/** @throws when the cluster is still there afterwards */
export async function deleteDemoCluster(endpoints: Endpoints, name: string, view: DemoView): Promise<void> {
  const { resources } = resourceManager(endpoints);
  const id = clusterIdOf(endpoints, demoGroup, name);
  view.heading(`Deleting ${id}`);
  const start = performance.now();
  await resources.beginDeleteByIdAndWait(id, apiVersion, { updateIntervalInMs: 200 });
  const left = await resources.getById(id, apiVersion).catch((error: unknown) => {
    if ((error as { statusCode?: number }).statusCode === 404) return undefined;
    throw error;
  });
  if (left) throw new Error('the cluster is still there');
  view.say(`  gone after ${seconds(start)}`);
}

const seconds = (start: number): string => `${((performance.now() - start) / 1000).toFixed(1)} s`;
