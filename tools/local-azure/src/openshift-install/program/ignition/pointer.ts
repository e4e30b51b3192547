import { type Asset, type AssetFile, assetFile, textOf } from '../graph/asset.ts';
import { installConfigAsset } from '../install-config/asset.ts';
import { domainOf } from '../install-config/types.ts';
import { rootCa } from '../tls/assets.ts';
import { dataUrl } from './storage.ts';

interface IgnitionValue {
  Config: unknown;
  File: AssetFile;
}

/** Sends a machine to the machine config server for the rest (openshift/installer, pkg/asset/ignition/machine). */
const pointer = (role: 'master' | 'worker', type: string, name: string): Asset<IgnitionValue> => ({
  key: type,
  name,
  needs: [installConfigAsset, rootCa],
  generate(get) {
    const domain = domainOf(get(installConfigAsset).config);
    const Config = {
      ignition: {
        config: { merge: [{ source: `https://api-int.${domain}:22623/config/${role}` }] },
        security: { tls: { certificateAuthorities: [{ source: dataUrl(textOf(get(rootCa).CertRaw)) }] } },
        version: '3.2.0',
      },
    };
    return { Config, File: assetFile(`${role}.ign`, JSON.stringify(Config)) };
  },
  files: ({ File }) => [File],
});

export const masterIgnition = pointer('master', '*machine.Master', 'Master Ignition Config');
export const workerIgnition = pointer('worker', '*machine.Worker', 'Worker Ignition Config');
