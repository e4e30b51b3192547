import { clusterApi } from './cluster-api.ts';
import { type Asset } from './graph/asset.ts';
import { bootstrapIgnition } from './ignition/bootstrap.ts';
import { masterIgnition, workerIgnition } from './ignition/pointer.ts';
import { adminKubeconfig } from './kubeconfig.ts';
import { masterMachines } from './machines/master.ts';
import { workerMachines } from './machines/worker.ts';
import { commonManifests } from './manifests/common.ts';
import { openshiftManifests } from './manifests/openshift.ts';
import { metadataAsset } from './metadata.ts';
import { type MinorVersion } from './minor-version.ts';
import { kubeadminPasswordAsset } from './password/asset.ts';

interface Targets {
  targets: readonly Asset[];
  /** What is said in the end. @param folder as it was given */
  done: (folder: string) => string;
  /** Of the slowness of both calls. */
  share: number;
}

/** What each command makes (openshift/installer, cmd/openshift-install/targets.go). */
export const targetsOf = (
  what: 'manifests' | 'ignition-configs',
  { clusterApi: hasClusterApi }: MinorVersion,
): Targets =>
  what === 'manifests'
    ? {
        targets: [
          masterMachines,
          workerMachines,
          commonManifests,
          openshiftManifests,
          ...(hasClusterApi ? [clusterApi] : []),
        ],
        done: (folder) =>
          `Manifests created in: ${hasClusterApi ? `${folder}/cluster-api, ` : ''}${folder}/manifests and ${folder}/openshift`,
        share: 2 / 3,
      }
    : {
        targets: [
          adminKubeconfig,
          kubeadminPasswordAsset,
          masterIgnition,
          workerIgnition,
          bootstrapIgnition,
          metadataAsset,
        ],
        done: (folder) => `Ignition-Configs created in: ${folder} and ${folder}/auth`,
        share: 1 / 3,
      };
