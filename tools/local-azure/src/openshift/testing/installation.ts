import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { homeTenant } from '../../entra/tenants.ts';
import { type LocalAzure } from '../../host/local-azure.ts';
import { buildInstaller } from '../../openshift-install/index.ts';
import { installConfig } from '../../openshift-install/testing.ts';
import { editManifests } from './manifest-edits.ts';

/** What the installer gives out, as far as machines and specs need it. */
export interface Installation {
  infraId: string;
  bootstrap: string;
  master: string;
  /** For `https://api.DOMAIN:6443`. */
  kubeconfig: string;
  password: string;
}

export interface InstallationRequest {
  azure: LocalAzure;
  folder: string;
  subscriptionId: string;
  releaseImage: string;
  pullSecret: string;
  registry: string;
  router?: Record<string, string>;
}

const version = '4.20.3';

/** Runs the stand-in of `openshift-install` on a network `vnet-rg/vnet` for a cluster `demo.example.com` in `managed`. */
export async function install(request: InstallationRequest): Promise<Installation> {
  const { azure, folder, subscriptionId, releaseImage, pullSecret, registry, router } = request;
  const { arm = '', authorityHost = '', clusterClientId = '', clusterClientSecret = '' } = azure.endpoints;
  const { bytes } = await buildInstaller({
    version,
    releaseImage,
    endpoints: { arm, authorityHost },
    caPem: azure.certificates.authority,
  });
  const program = join(folder, 'openshift-install');
  writeFileSync(program, bytes, { mode: 0o500 });
  const place = join(folder, 'place');
  for (const name of [place, join(folder, 'home'), join(folder, 'tmp')]) mkdirSync(name);
  const credentials = join(folder, 'osServicePrincipal.json');
  const principal = {
    subscriptionId,
    tenantId: homeTenant,
    clientId: clusterClientId,
    clientSecret: clusterClientSecret,
  };
  writeFileSync(credentials, JSON.stringify(principal), { mode: 0o600 });
  const config = installConfig('4.20');
  config.pullSecret = pullSecret;
  config.imageDigestSources = ['ocp-release', 'ocp-v4.0-art-dev'].map((name) => ({
    source: `quay.io/openshift-release-dev/${name}`,
    mirrors: [`${registry}/openshift-release-dev/${name}`],
  }));
  writeFileSync(join(place, 'install-config.yaml'), JSON.stringify(config));
  const env = {
    AZURE_AUTH_LOCATION: credentials,
    HOME: join(folder, 'home'),
    TMPDIR: join(folder, 'tmp'),
    OPENSHIFT_INSTALL_RELEASE_IMAGE_OVERRIDE: releaseImage,
  } as unknown as NodeJS.ProcessEnv;
  const create = (what: string) => promisify(execFile)(program, ['create', what, '--dir', place], { env, cwd: '/' });
  await create('manifests');
  editManifests(place, router);
  await create('ignition-configs');
  const read = (name: string) => readFileSync(join(place, name), 'utf8');
  const { infraID } = JSON.parse(read('metadata.json')) as { infraID: string };
  return {
    infraId: infraID,
    bootstrap: read('bootstrap.ign'),
    master: read('master.ign'),
    kubeconfig: read('auth/kubeconfig'),
    password: read('auth/kubeadmin-password'),
  };
}
