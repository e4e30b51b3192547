import { type Asset, type AssetFile, assetFile, type Get, textOf } from './graph/asset.ts';
import { installConfigAsset } from './install-config/asset.ts';
import { domainOf } from './install-config/types.ts';
import { adminClient, kubeletClient, lbBundle, localhostBundle, serviceBundle } from './tls/assets.ts';
import { type CertBundle, type Pair } from './tls/pairs.ts';
import { toYaml } from './yaml.ts';

interface KubeconfigValue {
  Config: unknown;
  File: AssetFile;
}

interface Options {
  key: string;
  name: string;
  fileName: string;
  user: string;
  client: Pair;
  authorities: readonly Asset<CertBundle>[];
  /** @param domain `demo.example.com` */
  server: (domain: string) => string;
}

/** One cluster, one user and one context (openshift/installer, pkg/asset/kubeconfig). */
const kubeconfig = (options: Options): Asset<KubeconfigValue> => ({
  key: options.key,
  name: options.name,
  needs: [installConfigAsset, options.client, ...options.authorities],
  generate(get: Get) {
    const { config } = get(installConfigAsset);
    const cluster = config.metadata.name;
    const { user } = options;
    const { CertRaw, KeyRaw } = get(options.client);
    const bundle = options.authorities.map((one) => textOf(get(one).BundleRaw)).join('');
    const Config = {
      clusters: [
        {
          name: cluster,
          cluster: {
            server: options.server(domainOf(config)),
            'certificate-authority-data': Buffer.from(bundle).toString('base64'),
          },
        },
      ],
      users: [{ name: user, user: { 'client-certificate-data': CertRaw, 'client-key-data': KeyRaw } }],
      contexts: [{ name: user, context: { cluster, user } }],
      'current-context': user,
      preferences: {},
    };
    return { Config, File: assetFile(options.fileName, toYaml({ apiVersion: 'v1', kind: 'Config', ...Config })) };
  },
  files: ({ File }) => [File],
});

const admin = { user: 'admin', client: adminClient, fileName: 'auth/kubeconfig' };
const all = [localhostBundle, serviceBundle, lbBundle];

export const adminKubeconfig = kubeconfig({
  ...admin,
  key: '*kubeconfig.AdminClient',
  name: 'Kubeconfig Admin Client',
  authorities: all,
  server: (domain) => `https://api.${domain}:6443`,
});

export const internalAdminKubeconfig = kubeconfig({
  ...admin,
  key: '*kubeconfig.AdminInternalClient',
  name: 'Kubeconfig Admin Internal Client',
  authorities: all,
  server: (domain) => `https://api-int.${domain}:6443`,
});

export const kubeletKubeconfig = kubeconfig({
  key: '*kubeconfig.Kubelet',
  name: 'Kubeconfig Kubelet',
  user: 'kubelet',
  client: kubeletClient,
  fileName: 'auth/kubeconfig-kubelet',
  authorities: all,
  server: (domain) => `https://api-int.${domain}:6443`,
});

export const loopbackKubeconfig = kubeconfig({
  key: '*kubeconfig.LoopbackClient',
  name: 'Kubeconfig Admin Client (Loopback)',
  user: 'loopback',
  client: adminClient,
  fileName: 'auth/kubeconfig-loopback',
  authorities: [localhostBundle],
  server: () => 'https://localhost:6443',
});
