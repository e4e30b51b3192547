import { randomInt, randomUUID } from 'node:crypto';
import { type Asset } from './graph/asset.ts';
import { installConfigAsset } from './install-config/asset.ts';

/** Without vowels and look-alikes, so that no words come out (k8s.io/apimachinery, util/rand). */
const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** `demo-x7k2p`, at most 27 characters (openshift/installer, pkg/asset/installconfig/clusterid.go). */
export function makeInfraId(clusterName: string): string {
  const base = clusterName
    .replace(/[^A-Za-z0-9-]/g, '-')
    .replace(/-{2,}/g, '-')
    .slice(0, 21)
    .replace(/-+$/, '');
  const random = Array.from({ length: 5 }, () => alphabet[randomInt(alphabet.length)]).join('');
  return `${base}-${random}`;
}

export const clusterIdAsset: Asset<{ UUID: string; InfraID: string }> = {
  name: 'Cluster ID',
  key: '*installconfig.ClusterID',
  needs: [installConfigAsset],
  generate: (get) => ({
    UUID: randomUUID(),
    InfraID: makeInfraId(get(installConfigAsset).config.metadata.name),
  }),
};
