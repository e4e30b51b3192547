import { clusterIdAsset } from '../cluster-id.ts';
import { type Asset } from '../graph/asset.ts';
import { installConfigAsset } from '../install-config/asset.ts';
import { isMachineManifest } from '../machines/files.ts';
import { kubeadminPasswordAsset } from '../password/asset.ts';
import { base64, type ManifestFiles, manifests, sorted } from './manifest.ts';

const cloudCredentials = manifests(
  'openshift',
  'openshift.CloudCredsSecret',
  'Cloud Creds Secret',
  [installConfigAsset, clusterIdAsset],
  async (get, { azure }) => {
    const { InfraID } = get(clusterIdAsset);
    const { region, resourceGroupName } = get(installConfigAsset).config.platform.azure;
    const { subscriptionId, clientId, clientSecret, tenantId } = (await azure()).credentials;
    return {
      '99_cloud-creds-secret.yaml': {
        kind: 'Secret',
        apiVersion: 'v1',
        metadata: { namespace: 'kube-system', name: 'azure-credentials' },
        data: {
          azure_subscription_id: base64(subscriptionId),
          azure_client_id: base64(clientId),
          azure_client_secret: base64(clientSecret),
          azure_tenant_id: base64(tenantId),
          azure_resource_prefix: base64(InfraID),
          azure_resourcegroup: base64(resourceGroupName ?? `${InfraID}-rg`),
          azure_region: base64(region),
        },
      },
      '99_role-cloud-creds-secret-reader.yaml': {
        kind: 'Role',
        apiVersion: 'rbac.authorization.k8s.io/v1',
        metadata: { namespace: 'kube-system', name: 'azure-creds-secret-reader' },
        rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: ['azure-credentials'], verbs: ['get'] }],
      },
    };
  },
);

const kubeadmin = manifests(
  'openshift',
  'openshift.KubeadminPasswordSecret',
  'Kubeadmin Password Secret',
  [kubeadminPasswordAsset],
  (get) => ({
    '99_kubeadmin-password-secret.yaml': {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace: 'kube-system', name: 'kubeadmin' },
      data: { kubeadmin: get(kubeadminPasswordAsset).PasswordHash },
    },
  }),
);

const openshiftInstall = manifests(
  'openshift',
  'openshiftinstall.Config',
  'OpenShift Install (Manifests)',
  [],
  (_get, { linked }) => ({
    'openshift-install-manifests.yaml': {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'openshift-install-manifests', namespace: 'openshift-config' },
      data: { invoker: 'user', version: linked.version },
    },
  }),
);

const parts: readonly Asset<ManifestFiles>[] = [cloudCredentials, kubeadmin, openshiftInstall];

/** Everything in `openshift/` that does not belong to the machines. */
export const openshiftManifests: Asset<ManifestFiles> = {
  name: 'Openshift Manifests',
  key: '*manifests.Openshift',
  needs: parts,
  load({ folder }) {
    const FileList = folder.manifests('openshift').filter(({ Filename }) => !isMachineManifest(Filename));
    return FileList.length === 0 ? undefined : { value: { FileList }, files: FileList.map(({ Filename }) => Filename) };
  },
  generate: (get) => ({ FileList: sorted(parts.flatMap((part) => get(part).FileList)) }),
  files: ({ FileList }) => FileList,
};
