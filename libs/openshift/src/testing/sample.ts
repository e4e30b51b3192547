import { Secret } from '@aro-rp/telemetry';
import { type InstallConfigInput } from '../install-config.ts';
import { type KeyPair } from './authority.ts';
import { printKubeconfig } from '../kubeconfigs/kubeconfig.ts';

export const infraId = 'demo-x7k2p';
export const clusterId = '6b5f2c2e-8a0d-4a2c-9b5e-0c7a1d2e3f40';

const osImage = { publisher: 'azureopenshift', offer: 'aro4', sku: 'aro_416-v2', version: '416.94.20240701' };

export const installConfigInput: InstallConfigInput = {
  version: '4.16.30',
  name: 'demo',
  baseDomain: 'example.com',
  networks: { podCidr: '10.128.0.0/14', serviceCidr: '172.30.0.0/16', machineCidrs: ['10.0.0.0/23', '10.0.2.0/23'] },
  masters: {
    vmSize: 'Standard_D8s_v5',
    zones: ['1', '2', '3'],
    osImage,
    diskSizeGB: 1024,
    encryptionAtHost: true,
    diskEncryptionSetId:
      '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/des-rg/providers/Microsoft.Compute/diskEncryptionSets/des',
  },
  workers: {
    vmSize: 'Standard_D4s_v5',
    zones: ['1', '2', '3'],
    osImage,
    diskSizeGB: 128,
    encryptionAtHost: false,
    count: 3,
  },
  azure: {
    location: 'East US',
    resourceGroup: 'managed',
    networkResourceGroup: 'vnet-rg',
    virtualNetwork: 'vnet',
    controlPlaneSubnet: 'master',
    computeSubnet: 'worker',
    outboundType: 'Loadbalancer',
  },
  ingressVisibility: 'Public',
  loginServer: 'localhost:8446',
  pullSecret: new Secret('{"auths":{"localhost:8446":{"auth":"dG9rZW46Y2FuYXJ5LTExMTE="}}}'),
  fips: false,
  sshKey: 'ssh-rsa AAAA',
};

const base64 = (text: string) => Buffer.from(text).toString('base64');

/** As `openshift-install` leaves it: with members that we do not read, and in its own spelling of names. */
export function sampleState(signer: KeyPair, kubeconfig: Secret): string {
  const certKey = {
    CertRaw: base64(signer.certificate),
    KeyRaw: base64(signer.key),
    FileList: [{ Filename: 'tls/admin-kubeconfig-signer.crt', Data: base64(signer.certificate) }],
  };
  const state = {
    '*installconfig.ClusterID': { UUID: clusterId, InfraID: infraId },
    '*installconfig.InstallConfig': {
      config: { metadata: { name: 'demo' } },
      file: { Filename: 'install-config.yaml', Data: base64('metadata: {name: demo}') },
    },
    '*tls.AdminKubeConfigSignerCertKey': certKey,
    '*tls.RootCA': certKey,
    '*kubeconfig.AdminInternalClient': {
      Config: {},
      File: { Filename: 'auth/kubeconfig', Data: base64(kubeconfig.reveal()) },
    },
    '*password.KubeadminPassword': {
      Password: 'aaaaa-bbbbb-ccccc-ddddd',
      PasswordHash: base64('$2a$10$x'),
      File: { Filename: 'auth/kubeadmin-password', Data: base64('aaaaa-bbbbb-ccccc-ddddd') },
    },
  };
  return JSON.stringify(state, null, 4);
}

export const sampleKubeconfig = (authority: KeyPair): Secret =>
  printKubeconfig({
    clusterName: 'demo',
    server: 'https://api-int.demo.example.com:6443',
    certificateAuthority: authority.certificate,
    userName: 'admin',
    clientCertificate: authority.certificate,
    clientKey: 'none',
  });
