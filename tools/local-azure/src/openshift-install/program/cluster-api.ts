import { clusterIdAsset } from './cluster-id.ts';
import { wrap } from './failure.ts';
import { freeAddress } from './free-address.ts';
import { installConfigAsset } from './install-config/asset.ts';
import { domainOf } from './install-config/types.ts';
import { resolvePools } from './machines/pools.ts';
import { manifests, metadataOf } from './manifests/manifest.ts';

const namespace = 'openshift-cluster-api-guests';
const core = { apiVersion: 'cluster.x-k8s.io/v1beta1' };
const azureApi = { apiVersion: 'infrastructure.cluster.x-k8s.io/v1beta1' };

/** What `create cluster` would apply to a controller on the installing machine; nothing reads it here. */
export const clusterApi = manifests(
  'cluster-api',
  'clusterapi.Cluster',
  'Cluster API Manifests',
  [installConfigAsset, clusterIdAsset],
  async (get, { minor, azure }) => {
    const { config } = get(installConfigAsset);
    const { InfraID } = get(clusterIdAsset);
    const { region, resourceGroupName, networkResourceGroupName, virtualNetwork } = config.platform.azure;
    const arm = await azure();
    const { credentials } = arm;
    const privateIP = await wrap('failed to generate Azure manifests', () => freeAddress(config, arm));
    const [masters] = resolvePools(config);
    const metadata = (name: string) => metadataOf(minor, { name, namespace });
    const identity = 'cluster-identity';
    const reference = (api: { apiVersion: string }, kind: string, name: string) => ({ ...api, kind, name, namespace });
    const machines = ['bootstrap', ...Array.from({ length: masters.replicas }, (_, index) => `master-${index}`)];
    return {
      '00_capi-namespace.yaml': {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: metadataOf(minor, { name: namespace }),
      },
      '00_azure-namespace.yaml': {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: metadataOf(minor, { name: 'capz-system' }),
      },
      '01_capi-cluster.yaml': {
        ...core,
        kind: 'Cluster',
        metadata: metadata(InfraID),
        spec: {
          clusterNetwork: { apiServerPort: 6443 },
          controlPlaneEndpoint: { host: `api.${domainOf(config)}`, port: 6443 },
          infrastructureRef: reference(azureApi, 'AzureCluster', InfraID),
        },
      },
      '01_azure-client-secret.yaml': {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: metadata(`${identity}-secret`),
        stringData: { clientSecret: credentials.clientSecret },
        type: 'Opaque',
      },
      '01_azure-cluster-controller-identity-default.yaml': {
        ...azureApi,
        kind: 'AzureClusterIdentity',
        metadata: metadata(identity),
        spec: {
          allowedNamespaces: {},
          clientID: credentials.clientId,
          clientSecret: { name: `${identity}-secret`, namespace },
          tenantID: credentials.tenantId,
          type: 'ServicePrincipal',
        },
      },
      '02_azure-cluster.yaml': {
        ...azureApi,
        kind: 'AzureCluster',
        metadata: metadata(InfraID),
        spec: {
          identityRef: reference(azureApi, 'AzureClusterIdentity', identity),
          location: region,
          networkSpec: {
            apiServerLB: {
              name: `${InfraID}-internal`,
              type: 'Internal',
              ...(privateIP !== undefined && { frontendIPs: [{ name: `${InfraID}-internal-frontEnd`, privateIP }] }),
            },
            vnet: { name: virtualNetwork, resourceGroup: networkResourceGroupName },
          },
          resourceGroup: resourceGroupName,
          subscriptionID: credentials.subscriptionId,
        },
      },
      ...Object.fromEntries(
        machines.flatMap((machine) => {
          const name = `${InfraID}-${machine}`;
          const infrastructureRef = reference(azureApi, 'AzureMachine', name);
          const dataSecretName = `${InfraID}-${machine === 'bootstrap' ? 'bootstrap' : 'master'}`;
          return [
            [
              `machines/10_inframachine_${name}.yaml`,
              { ...azureApi, kind: 'AzureMachine', metadata: metadata(name), spec: { vmSize: masters.machines.type } },
            ],
            [
              `machines/10_machine_${name}.yaml`,
              {
                ...core,
                kind: 'Machine',
                metadata: metadata(name),
                spec: { bootstrap: { dataSecretName }, clusterName: InfraID, infrastructureRef },
              },
            ],
          ];
        }),
      ),
    };
  },
);
