import { createSizes } from '../azure/facts.ts';
import { clusterIdAsset } from '../cluster-id.ts';
import { type Asset, type AssetFile, assetFile, textOf } from '../graph/asset.ts';
import { workerIgnition } from '../ignition/pointer.ts';
import { installConfigAsset } from '../install-config/asset.ts';
import { metadataOf } from '../manifests/manifest.ts';
import { toYaml } from '../yaml.ts';
import { numbered, patterns, userData } from './files.ts';
import { labelsOf, machineConfigFiles, namespace, userDataFile } from './machine-files.ts';
import { resolvePools } from './pools.ts';
import { providerSpec, type ProviderSpecInput } from './provider-spec.ts';

interface WorkerMachines {
  UserDataFile: AssetFile;
  MachineConfigFiles: AssetFile[];
  MachineSetFiles: AssetFile[];
}

const filesOf = ({ UserDataFile, MachineConfigFiles, MachineSetFiles }: WorkerMachines) => [
  UserDataFile,
  ...MachineConfigFiles,
  ...MachineSetFiles,
];

export const workerMachines: Asset<WorkerMachines> = {
  name: 'Worker Machines',
  key: '*machines.Worker',
  needs: [installConfigAsset, clusterIdAsset, workerIgnition],
  load({ folder }) {
    const all = folder.manifests('openshift');
    const having = (pattern: RegExp) => all.filter(({ Filename }) => pattern.test(Filename));
    const UserDataFile = all.find(({ Filename }) => Filename === userData('worker'));
    if (!UserDataFile) return undefined;
    const value = {
      UserDataFile,
      MachineConfigFiles: having(patterns.machineConfig('worker')),
      MachineSetFiles: having(patterns.workerMachineSet),
    };
    return { value, files: filesOf(value).map(({ Filename }) => Filename) };
  },
  async generate(get, { azure, minor }) {
    const { config } = get(installConfigAsset);
    const { InfraID: infraId } = get(clusterIdAsset);
    const arm = await azure();
    const platform = config.platform.azure;
    const [, pool] = resolvePools(config);
    const size = await createSizes(arm, platform.region)(pool.machines.type);
    const zones = pool.machines.zones ?? (size.zones.length > 0 ? size.zones : ['']);
    const spec: ProviderSpecInput = { infraId, platform, pool, size, credentials: arm.credentials, minor };
    return {
      UserDataFile: userDataFile('worker', textOf(get(workerIgnition).File.Data), minor),
      MachineConfigFiles: machineConfigFiles('worker', config, minor),
      MachineSetFiles: zones.map((zone, index) =>
        assetFile(
          numbered('worker-machineset', index, zones.length),
          toYaml(machineSet(spec, zone, shareOf(pool.replicas, index, zones.length))),
        ),
      ),
    };
  },
  files: filesOf,
};

/** The first ones get the rest. */
const shareOf = (count: number, index: number, zones: number): number =>
  Math.floor(count / zones) + (index < count % zones ? 1 : 0);

function machineSet(spec: ProviderSpecInput, zone: string, replicas: number) {
  const { infraId, minor, platform } = spec;
  const name = `${infraId}-worker-${platform.region}${zone}`;
  const labels = labelsOf(infraId, 'worker');
  const selected = {
    'machine.openshift.io/cluster-api-cluster': infraId,
    'machine.openshift.io/cluster-api-machineset': name,
  };
  return {
    apiVersion: 'machine.openshift.io/v1beta1',
    kind: 'MachineSet',
    metadata: metadataOf(minor, { labels, name, namespace }),
    spec: {
      replicas,
      selector: { matchLabels: { ...labels, ...selected } },
      template: {
        metadata: { labels: { ...labels, ...selected } },
        spec: { lifecycleHooks: {}, metadata: {}, providerSpec: { value: providerSpec(spec, zone) } },
      },
    },
    status: { replicas: 0 },
  };
}
