import { again, done, type StepAction, type StepRun } from '@aro-rp/plan';
import { apiVersions, privateEndpointName, resourceNames } from '../names.ts';
import { type ClusterContext } from './context.ts';
import { learnt, requireFact } from './facts.ts';
import { ifUnchanged } from './if-unchanged.ts';
import { managedGroup } from './names.ts';

const idOf = ({ place, documentId }: ClusterContext) =>
  `/subscriptions/${place.subscriptionId}/resourceGroups/${place.resourceGroup}/providers/Microsoft.Network/privateEndpoints/${privateEndpointName(documentId)}`;

/** The service's own way to the cluster's API server, through the private link service of the cluster. */
export const connect: StepAction<ClusterContext> = async (context, run) => {
  const { service, place, call, pollEvery } = context;
  const id = idOf(context);
  const found = await service.resources.get(id, apiVersions.network, call(run));
  const properties = (found?.properties ?? {}) as EndpointProperties;
  const waits = (what: string) => again(pollEvery, `the private endpoint of the cluster: ${what}`);
  if (found === undefined || properties.provisioningState === 'Failed') {
    // ARM RPC, Addendum: what is made in our own subscription names the resource that it is for.
    const tags = { resourceCreatedFor: context.cluster.id };
    const body = { location: place.location, tags, properties: endpoint(context, run) };
    const condition = found === undefined ? {} : ifUnchanged(found);
    await service.resources.beginPut(id, apiVersions.network, body, { ...call(run), ...condition });
    return waits('it is being made');
  }
  const [connection] = properties.manualPrivateLinkServiceConnections ?? [];
  const { status, description } = connection?.properties?.privateLinkServiceConnectionState ?? {};
  if (properties.provisioningState !== 'Succeeded')
    return waits(`it is ${properties.provisioningState ?? 'being made'}`);
  if (status !== 'Approved')
    return waits(
      `its connection is ${status ?? 'not there yet'}${description ? ` (${description})` : ''}, and has to be Approved`,
    );
  const privateEndpointAddress = await addressOf(context, properties.networkInterfaces?.[0]?.id, run);
  return privateEndpointAddress === undefined
    ? waits('it has no address yet')
    : done(learnt({ privateEndpointAddress }));
};

interface EndpointProperties {
  provisioningState?: string;
  networkInterfaces?: { id: string }[];
  manualPrivateLinkServiceConnections?: {
    properties?: { privateLinkServiceConnectionState?: { status?: string; description?: string } };
  }[];
}

function endpoint({ cluster, documentId }: ClusterContext, run: StepRun) {
  const { privateLinkService } = resourceNames(requireFact(run.facts, 'infraId'));
  const serviceId = `${managedGroup(cluster).id}/providers/Microsoft.Network/privateLinkServices/${privateLinkService}`;
  return {
    subnet: { id: requireFact(run.facts, 'networkShard') },
    // A request that the service approves by itself: an automatic one takes rights on the customer's service.
    manualPrivateLinkServiceConnections: [
      { name: `${privateEndpointName(documentId)}-connection`, properties: { privateLinkServiceId: serviceId } },
    ],
  };
}

async function addressOf({ service, call }: ClusterContext, networkInterfaceId: string | undefined, run: StepRun) {
  if (networkInterfaceId === undefined) return undefined;
  const found = await service.resources.get(networkInterfaceId, apiVersions.network, call(run));
  const [configuration] = (found?.properties?.['ipConfigurations'] ?? []) as {
    properties?: { privateIPAddress?: string };
  }[];
  return configuration?.properties?.privateIPAddress;
}

export const remove: StepAction<ClusterContext> = async (context, run) => {
  const { service, call, pollEvery } = context;
  const found = await service.resources.get(idOf(context), apiVersions.network, call(run));
  if (found === undefined) return done();
  if (found.properties?.['provisioningState'] !== 'Deleting')
    await service.resources.beginDelete(idOf(context), apiVersions.network, call(run));
  return again(pollEvery, 'the deletion of the private endpoint');
};
