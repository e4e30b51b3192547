import { asObject } from '../../../arm/model/json.ts';
import { apiVersions } from '../../azure/api-versions.ts';
import { AzureRefusal } from '../../azure/client.ts';
import { at, type KubeObject, listAt, textAt } from '../../kubernetes/object.ts';
import { types } from '../../network/wiring.ts';
import { withService, withServiceRules } from '../cloud/balancer-changes.ts';
import { addressOfFrontend, balancerName, cloudConfig, frontendOf, isInternal } from '../cloud/service-address.ts';
import { type ClusterContext, type Controller } from '../context.ts';
import { dns, ingressNamespace, service as serviceKind } from '../kinds.ts';
import { requireKind } from '../../kubernetes/kinds.ts';
import { writeStatus } from './write.ts';

/**
 * The router's Service, its place on a load balancer, the security rules that let callers in, and `*.apps` in the private
 * zone: what ingress operator and cloud provider do, as the cluster's principal. Each write is GET, change, PUT with the
 * ETag.
 */
export const ingress: Controller = {
  name: 'ingress',
  async reconcile(cluster) {
    if (cluster.facts.bootstrapGoneAt === undefined) return undefined;
    const router = ensureRouter(cluster);
    // What is connected is left alone, as a cloud provider does that has seen no change: it would not notice either that
    // somebody else takes a rule away.
    const version = versionOf(router);
    if (cluster.facts.connectedRouter === version) return undefined;
    try {
      const address = await connect(cluster, router);
      if (address === '') return cluster.timeline.retry;
      await publish(cluster, address);
      writeStatus(cluster, router, { loadBalancer: { ingress: [{ ip: address, ipMode: 'VIP' }] } });
      cluster.facts.connectedRouter = version;
      return undefined;
    } catch (error) {
      if (!(error instanceof AzureRefusal)) throw error;
      cluster.log(`ingress: ${error.code}: ${error.message}`);
      return cluster.timeline.retry;
    }
  },
};

const versionOf = ({ metadata: { uid, generation, annotations } }: KubeObject): string =>
  JSON.stringify([uid, generation, annotations]);

const ingressController = requireKind('operator.openshift.io/v1', 'IngressController');

function ensureRouter({ objects, random }: ClusterContext): KubeObject {
  const found = objects.get(serviceKind, ingressNamespace, 'router-default');
  const healthCheckNodePort = 30_000 + Math.floor(random() * 2_000);
  if (found) {
    if (at(found.spec, 'healthCheckNodePort') !== undefined) return found;
    return objects.update({ ...found, spec: { ...found.spec, healthCheckNodePort } });
  }
  const controller = objects.get(ingressController, 'openshift-ingress-operator', 'default');
  const scope = textAt(controller?.spec, 'endpointPublishingStrategy', 'loadBalancer', 'scope');
  const internal = { 'service.beta.kubernetes.io/azure-load-balancer-internal': 'true' };
  return objects.create({
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      name: 'router-default',
      namespace: ingressNamespace,
      ...(scope === 'Internal' ? { annotations: internal } : {}),
    },
    spec: {
      type: 'LoadBalancer',
      externalTrafficPolicy: 'Local',
      healthCheckNodePort,
      ports: [
        { name: 'http', port: 80, protocol: 'TCP', targetPort: 'http' },
        { name: 'https', port: 443, protocol: 'TCP', targetPort: 'https' },
      ],
    },
  });
}

/** @returns the address at which the router is reached; empty while Azure has given it none */
async function connect(cluster: ClusterContext, router: KubeObject): Promise<string> {
  const { groupId, assets } = cluster;
  const azure = cluster.azureAs('cloud-controller-manager');
  const name = isInternal(router) ? `${assets.infraId}-internal` : assets.infraId;
  const id = `${groupId}/providers/${types.balancer}/${name}`;
  const balancer = await azure.get(id, apiVersions.network);
  if (!balancer) throw new Error(`there is no load balancer ${name}`);
  const frontend = await frontendOf(cluster, router);
  const ports = listAt(router.spec, 'ports').map((one) => ({
    name: textAt(one, 'name'),
    port: Number(at(one, 'port')),
  }));
  const changed = withService(balancer, textAt(balancer, 'id') || id, {
    name: balancerName(router),
    frontend,
    ports,
    healthPort: Number(at(router.spec, 'healthCheckNodePort')),
    pool: assets.infraId,
    disableOutboundSnat: cloudConfig(cluster)['disableOutboundSNAT'] === true,
  });
  if (changed) await azure.put(id, apiVersions.network, changed, textAt(balancer, 'etag'));
  const address = await addressOfFrontend(cluster, id, frontend);
  if (address === '') return '';
  await openPorts(
    cluster,
    router,
    address,
    ports.map(({ port }) => port),
  );
  return address;
}

async function openPorts(cluster: ClusterContext, router: KubeObject, address: string, ports: number[]): Promise<void> {
  const { groupId } = cluster;
  const azure = cluster.azureAs('cloud-controller-manager');
  const name = String(cloudConfig(cluster)['securityGroupName']);
  const id = `${groupId}/providers/Microsoft.Network/networkSecurityGroups/${name}`;
  const group = await azure.get(id, apiVersions.network);
  if (!group) throw new Error(`there is no security group ${name}`);
  const from = isInternal(router) ? 'VirtualNetwork' : 'Internet';
  const changed = withServiceRules(group, balancerName(router), address, ports, from);
  if (changed) await azure.put(id, apiVersions.network, changed, textAt(group, 'etag'));
}

/** `*.apps` in the private zone. The public one belongs to others, unless the manifests name it. */
async function publish({ azureAs, objects }: ClusterContext, address: string): Promise<void> {
  const azure = azureAs('cloud-controller-manager');
  const zone = textAt(objects.get(dns, undefined, 'cluster')?.spec, 'privateZone', 'id');
  const id = `${zone}/A/*.apps`;
  const current = await azure.get(id, apiVersions.privateZone);
  const records = listAt(asObject(current?.['properties']), 'aRecords').map((one) => textAt(one, 'ipv4Address'));
  if (records.length === 1 && records[0] === address) return;
  await azure.put(id, apiVersions.privateZone, { properties: { ttl: 30, aRecords: [{ ipv4Address: address }] } });
}
