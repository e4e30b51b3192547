import { type Asset, type AssetFile, type Get } from '../graph/asset.ts';
import { addressAt, parseCidr } from '../install-config/cidr.ts';
import { installConfigAsset } from '../install-config/asset.ts';
import { domainOf } from '../install-config/types.ts';
import { authority, bareKeys, bundle, complete, oneDay, oneYear, signed, tenYears } from './pairs.ts';

/** The authorities, certificates and keys of a cluster (openshift/installer, pkg/asset/tls). */
const ofOpenShift = (commonName: string) => ({ commonName, organizationalUnit: 'openshift' });
const host = (prefix: string) => ({
  needs: [installConfigAsset],
  names: (get: Get) => [`${prefix}.${domainOf(get(installConfigAsset).config)}`],
});

const signer = (key: string, file: string, lifetime: number, type: 'RSA' | 'EC' = 'EC') =>
  authority({ key, name: `Certificate (${file})`, file, subject: ofOpenShift(file), lifetime, type });

export const rootCa = authority({
  key: '*tls.RootCA',
  name: 'Root CA',
  file: 'root-ca',
  subject: ofOpenShift('root-ca'),
  lifetime: tenYears,
  type: 'RSA',
});

export const machineConfigServer = signed({
  key: '*tls.MCSCertKey',
  name: 'Certificate (mcs)',
  file: 'machine-config-server',
  subject: { commonName: 'system:machine-config-server' },
  lifetime: tenYears,
  signer: rootCa,
  usage: 'server',
  ...host('api-int'),
});

export const adminSigner = signer('*tls.AdminKubeConfigSignerCertKey', 'admin-kubeconfig-signer', tenYears, 'RSA');
export const adminBundle = bundle(
  '*tls.AdminKubeConfigCABundle',
  'Certificate (admin-kubeconfig-ca-bundle)',
  'admin-kubeconfig-ca-bundle',
  [adminSigner],
);
export const adminClient = signed({
  key: '*tls.AdminKubeConfigClientCertKey',
  name: 'Certificate (admin-kubeconfig-client)',
  file: 'admin-kubeconfig-client',
  subject: { commonName: 'system:admin', organizations: ['system:masters'] },
  lifetime: tenYears,
  signer: adminSigner,
  usage: 'client',
});

const apiServer = { commonName: 'system:kube-apiserver', organizations: ['kube-master'] };
const serverOf = (key: string, file: string, from: ReturnType<typeof signer>) => ({
  key,
  name: `Certificate (${file})`,
  file,
  subject: apiServer,
  lifetime: oneDay,
  signer: from,
  usage: 'server' as const,
  withSigner: true,
});

const localhostSigner = signer('*tls.KubeAPIServerLocalhostSignerCertKey', 'kube-apiserver-localhost-signer', tenYears);
export const localhostBundle = bundle(
  '*tls.KubeAPIServerLocalhostCABundle',
  'Certificate (kube-apiserver-localhost-ca-bundle)',
  'kube-apiserver-localhost-ca-bundle',
  [localhostSigner],
);
const localhostServer = signed({
  ...serverOf('*tls.KubeAPIServerLocalhostServerCertKey', 'kube-apiserver-localhost-server', localhostSigner),
  names: () => ['localhost', '127.0.0.1'],
});

const serviceSigner = signer(
  '*tls.KubeAPIServerServiceNetworkSignerCertKey',
  'kube-apiserver-service-network-signer',
  tenYears,
);
export const serviceBundle = bundle(
  '*tls.KubeAPIServerServiceNetworkCABundle',
  'Certificate (kube-apiserver-service-network-ca-bundle)',
  'kube-apiserver-service-network-ca-bundle',
  [serviceSigner],
);
const serviceServer = signed({
  ...serverOf('*tls.KubeAPIServerServiceNetworkServerCertKey', 'kube-apiserver-service-network-server', serviceSigner),
  needs: [installConfigAsset],
  names: (get) => {
    const services = parseCidr(get(installConfigAsset).config.networking.serviceNetwork[0] ?? '');
    return [
      ...['kubernetes', 'openshift'].flatMap((name) =>
        ['', '.default', '.default.svc', '.default.svc.cluster.local'].map((suffix) => `${name}${suffix}`),
      ),
      ...(services ? [addressAt(services, 1)] : []),
    ];
  },
});

const lbSigner = signer('*tls.KubeAPIServerLBSignerCertKey', 'kube-apiserver-lb-signer', tenYears);
export const lbBundle = bundle(
  '*tls.KubeAPIServerLBCABundle',
  'Certificate (kube-apiserver-lb-ca-bundle)',
  'kube-apiserver-lb-ca-bundle',
  [lbSigner],
);
const lbServer = signed({
  ...serverOf('*tls.KubeAPIServerExternalLBServerCertKey', 'kube-apiserver-lb-server', lbSigner),
  ...host('api'),
});
const internalLbServer = signed({
  ...serverOf('*tls.KubeAPIServerInternalLBServerCertKey', 'kube-apiserver-internal-lb-server', lbSigner),
  ...host('api-int'),
});
const completeServerBundle = complete(
  '*tls.KubeAPIServerCompleteCABundle',
  'Certificate (kube-apiserver-complete-server-ca-bundle)',
  'kube-apiserver-complete-server-ca-bundle',
  [localhostBundle, serviceBundle, lbBundle],
);

const kubeletSigner = signer('*tls.KubeletCSRSignerCertKey', 'kubelet-signer', oneDay);
const kubeletClientBundle = bundle(
  '*tls.KubeletClientCABundle',
  'Certificate (kubelet-client-ca-bundle)',
  'kubelet-client-ca-bundle',
  [kubeletSigner],
);
const kubeletServingBundle = bundle(
  '*tls.KubeletServingCABundle',
  'Certificate (kubelet-serving-ca-bundle)',
  'kubelet-serving-ca-bundle',
  [kubeletSigner],
);
const bootstrapSigner = signer('*tls.KubeletBootstrapCertSigner', 'kubelet-bootstrap-kubeconfig-signer', tenYears);
const bootstrapBundle = bundle(
  '*tls.KubeletBootstrapCABundle',
  'Certificate (kubelet-bootstrap-kubeconfig-ca-bundle)',
  'kubelet-bootstrap-kubeconfig-ca-bundle',
  [bootstrapSigner],
);
const nodeBootstrapper = 'system:serviceaccounts:openshift-machine-config-operator';
export const kubeletClient = signed({
  key: '*tls.KubeletClientCertKey',
  name: 'Certificate (kubelet-client)',
  file: 'kubelet-client',
  subject: {
    commonName: 'system:serviceaccount:openshift-machine-config-operator:node-bootstrapper',
    organizations: [nodeBootstrapper, 'system:serviceaccounts'],
  },
  lifetime: oneDay,
  signer: bootstrapSigner,
  usage: 'client',
});

const controlPlaneSigner = signer('*tls.KubeControlPlaneSignerCertKey', 'kube-control-plane-signer', oneDay);
const controlPlaneBundle = bundle(
  '*tls.KubeControlPlaneCABundle',
  'Certificate (kube-control-plane-ca-bundle)',
  'kube-control-plane-ca-bundle',
  [controlPlaneSigner],
);
const controlPlaneClient = (key: string, file: string, commonName: string) =>
  signed({
    key,
    name: `Certificate (${file})`,
    file,
    subject: { commonName, organizations: ['system:masters'] },
    lifetime: oneDay,
    signer: controlPlaneSigner,
    usage: 'client',
  });
const controllerManagerClient = controlPlaneClient(
  '*tls.KubeControlPlaneKubeControllerManagerClientCertKey',
  'kube-control-plane-kube-controller-manager-client',
  'system:admin',
);
const schedulerClient = controlPlaneClient(
  '*tls.KubeControlPlaneKubeSchedulerClientCertKey',
  'kube-control-plane-kube-scheduler-client',
  'system:admin',
);

const toKubeletSigner = signer('*tls.KubeAPIServerToKubeletSignerCertKey', 'kube-apiserver-to-kubelet-signer', oneYear);
const toKubeletBundle = bundle(
  '*tls.KubeAPIServerToKubeletCABundle',
  'Certificate (kube-apiserver-to-kubelet-ca-bundle)',
  'kube-apiserver-to-kubelet-ca-bundle',
  [toKubeletSigner],
);
const toKubeletClient = signed({
  key: '*tls.KubeAPIServerToKubeletClientCertKey',
  name: 'Certificate (kube-apiserver-to-kubelet-client)',
  file: 'kube-apiserver-to-kubelet-client',
  subject: apiServer,
  lifetime: oneYear,
  signer: toKubeletSigner,
  usage: 'client',
});

const aggregatorSigner = signer('*tls.AggregatorSignerCertKey', 'aggregator-signer', oneDay);
const aggregatorBundle = bundle(
  '*tls.AggregatorCABundle',
  'Certificate (aggregator-ca-bundle)',
  'aggregator-ca-bundle',
  [aggregatorSigner],
);
const aggregatorClient = signed({
  key: '*tls.AggregatorClientCertKey',
  name: 'Certificate (aggregator-client)',
  file: 'aggregator-client',
  subject: { commonName: 'system:kube-apiserver-proxy', organizations: ['kube-master'] },
  lifetime: oneDay,
  signer: aggregatorSigner,
  usage: 'client',
});

const completeClientBundle = complete(
  '*tls.KubeAPIServerCompleteClientCABundle',
  'Certificate (kube-apiserver-complete-client-ca-bundle)',
  'kube-apiserver-complete-client-ca-bundle',
  [adminBundle, kubeletClientBundle, controlPlaneBundle, toKubeletBundle, bootstrapBundle],
);
const serviceAccount = bareKeys('*tls.BoundSASigningKey', 'Key Pair (service-account.pub)', 'service-account');

/** What the bootstrap machine gets below `/opt/openshift/tls`, beside the certificate of the root authority. */
export const bootstrapTls: readonly Asset<{ FileList: AssetFile[] }>[] = [
  adminBundle,
  aggregatorBundle,
  aggregatorClient,
  aggregatorSigner,
  bootstrapBundle,
  completeClientBundle,
  completeServerBundle,
  controlPlaneBundle,
  controllerManagerClient,
  controlPlaneSigner,
  internalLbServer,
  kubeletClient,
  kubeletClientBundle,
  kubeletServingBundle,
  kubeletSigner,
  lbBundle,
  lbServer,
  lbSigner,
  localhostBundle,
  localhostServer,
  localhostSigner,
  machineConfigServer,
  schedulerClient,
  serviceAccount,
  serviceBundle,
  serviceServer,
  serviceSigner,
  toKubeletBundle,
  toKubeletClient,
  toKubeletSigner,
];
