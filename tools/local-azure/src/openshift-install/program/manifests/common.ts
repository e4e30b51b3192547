import { clusterIdAsset } from '../cluster-id.ts';
import { type Asset, textOf } from '../graph/asset.ts';
import { installConfigAsset } from '../install-config/asset.ts';
import { machineConfigServer, rootCa } from '../tls/assets.ts';
import { toYaml } from '../yaml.ts';
import { cloudProviderConfig } from './cloud-provider.ts';
import { dns, imageDigestMirrorSet, infrastructure, ingress, networking, proxy, scheduler } from './config-objects.ts';
import { base64, type ManifestFiles, manifests, metadataOf, sorted } from './manifest.ts';

const clusterConfig = manifests(
  'manifests',
  'manifests.ClusterConfig',
  'Cluster Config',
  [installConfigAsset],
  (get) => ({
    'cluster-config.yaml': {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'cluster-config-v1', namespace: 'kube-system' },
      data: { 'install-config': toYaml({ ...get(installConfigAsset).config, pullSecret: '' }) },
    },
  }),
);

const cvoOverrides = manifests(
  'manifests',
  'bootkube.CVOOverrides',
  'CVO Overrides',
  [clusterIdAsset],
  (get, { minor }) => ({
    'cvo-overrides.yaml': {
      apiVersion: 'config.openshift.io/v1',
      kind: 'ClusterVersion',
      metadata: { namespace: 'openshift-cluster-version', name: 'version' },
      spec: { channel: `stable-${minor.minor}`, clusterID: get(clusterIdAsset).UUID },
    },
  }),
);

const rootCaConfigMap = manifests(
  'manifests',
  'bootkube.KubeSystemConfigmapRootCA',
  'Kube System Configmap Root CA',
  [rootCa],
  (get) => ({
    'kube-system-configmap-root-ca.yaml': {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'root-ca', namespace: 'kube-system' },
      data: { 'ca.crt': textOf(get(rootCa).CertRaw) },
    },
  }),
);

const machineConfigServerTls = manifests(
  'manifests',
  'bootkube.MachineConfigServerTLSSecret',
  'Machine Config Server TLS Secret',
  [machineConfigServer, rootCa],
  (get, { minor }) => {
    const namespace = 'openshift-machine-config-operator';
    const ca = get(rootCa);
    const { CertRaw, KeyRaw } = get(machineConfigServer);
    const secret = (name: string, data: Record<string, string>) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace },
      type: 'Opaque',
      data,
    });
    return {
      'machine-config-server-tls-secret.yaml': secret('machine-config-server-tls', {
        'tls.crt': CertRaw,
        'tls.key': KeyRaw,
      }),
      ...(minor.machineConfigServerCa && {
        'machine-config-server-ca-secret.yaml': secret('machine-config-server-ca', {
          'tls.crt': ca.CertRaw,
          'tls.key': ca.KeyRaw,
        }),
        'machine-config-server-ca-configmap.yaml': {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: metadataOf(minor, { name: 'machine-config-server-ca', namespace }),
          data: { 'ca-bundle.crt': textOf(ca.CertRaw) },
        },
      }),
    };
  },
);

const pullSecret = manifests(
  'manifests',
  'bootkube.OpenshiftConfigSecretPullSecret',
  'Openshift Config Secret Pull Secret',
  [installConfigAsset],
  (get) => ({
    'openshift-config-secret-pull-secret.yaml': {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace: 'openshift-config', name: 'pull-secret' },
      type: 'kubernetes.io/dockerconfigjson',
      data: { '.dockerconfigjson': base64(get(installConfigAsset).config.pullSecret) },
    },
  }),
);

const parts: readonly Asset<ManifestFiles>[] = [
  cloudProviderConfig,
  clusterConfig,
  cvoOverrides,
  dns,
  imageDigestMirrorSet,
  infrastructure,
  ingress,
  machineConfigServerTls,
  networking,
  proxy,
  pullSecret,
  rootCaConfigMap,
  scheduler,
];

/** Everything in `manifests/`: in the folder, every file there belongs to it. */
export const commonManifests: Asset<ManifestFiles> = {
  name: 'Common Manifests',
  key: '*manifests.Manifests',
  needs: parts,
  load({ folder }) {
    const FileList = folder.manifests('manifests');
    return FileList.length === 0 ? undefined : { value: { FileList }, files: FileList.map(({ Filename }) => Filename) };
  },
  generate: (get) => ({ FileList: sorted(parts.flatMap((part) => get(part).FileList)) }),
  files: ({ FileList }) => FileList,
};
