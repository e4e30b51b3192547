import { generateKeyPairSync } from 'node:crypto';
import { type Asset, type AssetFile, assetFile, fileNamed, textOf } from '../graph/asset.ts';
import { installConfigAsset } from '../install-config/asset.ts';
import { internalAdminKubeconfig, kubeletKubeconfig, loopbackKubeconfig } from '../kubeconfig.ts';
import { masterMachines } from '../machines/master.ts';
import { workerMachines } from '../machines/worker.ts';
import { commonManifests } from '../manifests/common.ts';
import { openshiftManifests } from '../manifests/openshift.ts';
import { bootstrapTls, rootCa } from '../tls/assets.ts';
import { registriesConf } from './registries.ts';
import { releaseImageAsset } from './release-image.ts';
import { scripts } from './scripts.ts';
import { ignitionFile } from './storage.ts';
import { units } from './units.ts';

const modes = { readable: 0o644, private: 0o600, executable: 0o555 } as const;
const home = '/opt/openshift';

/** Everything that the first machine needs to make a control plane (openshift/installer, pkg/asset/ignition/bootstrap). */
export const bootstrapIgnition: Asset<{ Config: unknown; File: AssetFile }> = {
  name: 'Bootstrap Ignition Config',
  key: '*bootstrap.Bootstrap',
  needs: [
    installConfigAsset,
    releaseImageAsset,
    commonManifests,
    openshiftManifests,
    masterMachines,
    workerMachines,
    internalAdminKubeconfig,
    kubeletKubeconfig,
    loopbackKubeconfig,
    rootCa,
    ...bootstrapTls,
  ],
  generate(get) {
    const { config } = get(installConfigAsset);
    const manifests = [
      ...get(commonManifests).FileList,
      ...get(openshiftManifests).FileList,
      ...(masterMachines.files?.(get(masterMachines)) ?? []),
      ...(workerMachines.files?.(get(workerMachines)) ?? []),
    ];
    const kubeconfigs = [internalAdminKubeconfig, kubeletKubeconfig, loopbackKubeconfig].map((one) => get(one).File);
    const tls = bootstrapTls.flatMap((one) => get(one).FileList);
    const below = (mode: number) => (file: AssetFile) =>
      ignitionFile(`${home}/${file.Filename}`, mode, textOf(file.Data));
    const files = [
      ...manifests.map(below(modes.readable)),
      ...kubeconfigs.map(below(modes.private)),
      below(modes.readable)(fileNamed(get(rootCa).FileList, 'tls/root-ca.crt')),
      ...tls.map(below(modes.private)),
      ignitionFile('/root/.docker/config.json', modes.private, config.pullSecret),
      ignitionFile('/etc/containers/registries.conf', modes.private, registriesConf(config.imageDigestSources)),
      ...Object.entries(scripts(get(releaseImageAsset).PullSpec)).map(([path, text]) =>
        ignitionFile(path, modes.executable, text),
      ),
    ].sort((one, other) => (one.path < other.path ? -1 : 1));
    const keys = [...(config.sshKey === undefined ? [] : [config.sshKey]), ownSshKey()];
    const Config = {
      ignition: { version: '3.2.0' },
      passwd: { users: [{ name: 'core', sshAuthorizedKeys: keys }] },
      storage: { files },
      systemd: { units },
    };
    return { Config, File: assetFile('bootstrap.ign', JSON.stringify(Config)) };
  },
  files: ({ File }) => [File],
};

/** The key by which the binary would gather logs; nobody has its other half here (RFC 8709). */
function ownSshKey(): string {
  const { publicKey } = generateKeyPairSync('ed25519');
  const text = (bytes: Uint8Array) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.byteLength);
    return Buffer.concat([length, bytes]);
  };
  const point = publicKey.export({ type: 'spki', format: 'der' }).subarray(-32);
  const blob = Buffer.concat([text(Buffer.from('ssh-ed25519')), text(point)]);
  return `ssh-ed25519 ${blob.toString('base64')}`;
}
