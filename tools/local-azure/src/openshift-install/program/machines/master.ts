import { createSizes } from '../azure/facts.ts';
import { clusterIdAsset } from '../cluster-id.ts';
import { type Asset, type AssetFile, assetFile, textOf } from '../graph/asset.ts';
import { masterIgnition } from '../ignition/pointer.ts';
import { installConfigAsset } from '../install-config/asset.ts';
import { metadataOf } from '../manifests/manifest.ts';
import { toYaml } from '../yaml.ts';
import { controlPlaneMachineSet, numbered, patterns, userData } from './files.ts';
import { labelsOf, machineConfigFiles, namespace, userDataFile } from './machine-files.ts';
import { resolvePools } from './pools.ts';
import { providerSpec, type ProviderSpecInput } from './provider-spec.ts';

interface MasterMachines {
  UserDataFile: AssetFile;
  MachineConfigFiles: AssetFile[];
  MachineFiles: AssetFile[];
  ControlPlaneMachineSet: AssetFile | null;
}

const filesOf = ({ UserDataFile, MachineConfigFiles, MachineFiles, ControlPlaneMachineSet }: MasterMachines) => [
  UserDataFile,
  ...MachineConfigFiles,
  ...MachineFiles,
  ...(ControlPlaneMachineSet === null ? [] : [ControlPlaneMachineSet]),
];

export const masterMachines: Asset<MasterMachines> = {
  name: 'Master Machines',
  key: '*machines.Master',
  needs: [installConfigAsset, clusterIdAsset, masterIgnition],
  load({ folder }) {
    const all = folder.manifests('openshift');
    const having = (pattern: RegExp) => all.filter(({ Filename }) => pattern.test(Filename));
    const UserDataFile = all.find(({ Filename }) => Filename === userData('master'));
    // The binary looks for nothing else when this one is not there.
    if (!UserDataFile) return undefined;
    const value = {
      UserDataFile,
      MachineConfigFiles: having(patterns.machineConfig('master')),
      MachineFiles: having(patterns.masterMachine),
      ControlPlaneMachineSet: all.find(({ Filename }) => Filename === controlPlaneMachineSet) ?? null,
    };
    return { value, files: filesOf(value).map(({ Filename }) => Filename) };
  },
  async generate(get, { azure, minor }) {
    const { config } = get(installConfigAsset);
    const { InfraID: infraId } = get(clusterIdAsset);
    const arm = await azure();
    const platform = config.platform.azure;
    const [pool] = resolvePools(config);
    const size = await createSizes(arm, platform.region)(pool.machines.type);
    const zones = pool.machines.zones ?? (size.zones.length > 0 ? size.zones : ['']);
    const spec: ProviderSpecInput = { infraId, platform, pool, size, credentials: arm.credentials, minor };
    const labels = labelsOf(infraId, 'master');
    return {
      UserDataFile: userDataFile('master', textOf(get(masterIgnition).File.Data), minor),
      MachineConfigFiles: machineConfigFiles('master', config, minor),
      MachineFiles: Array.from({ length: pool.replicas }, (_, index) =>
        assetFile(
          numbered('master-machines', index, pool.replicas),
          toYaml({
            apiVersion: 'machine.openshift.io/v1beta1',
            kind: 'Machine',
            metadata: metadataOf(minor, { labels, name: `${infraId}-master-${index}`, namespace }),
            spec: {
              lifecycleHooks: {},
              metadata: {},
              providerSpec: { value: providerSpec(spec, zones[index % zones.length] ?? '') },
            },
            status: {},
          }),
        ),
      ),
      ControlPlaneMachineSet: controlPlane(spec, zones, labels),
    };
  },
  files: filesOf,
};

function controlPlane(spec: ProviderSpecInput, zones: readonly string[], labels: Record<string, string>): AssetFile {
  const { infraId, minor, pool } = spec;
  const machines = 'machines_v1beta1_machine_openshift_io';
  return assetFile(
    controlPlaneMachineSet,
    toYaml({
      apiVersion: 'machine.openshift.io/v1',
      kind: 'ControlPlaneMachineSet',
      metadata: metadataOf(minor, {
        labels: { 'machine.openshift.io/cluster-api-cluster': infraId },
        name: 'cluster',
        namespace,
      }),
      spec: {
        replicas: pool.replicas,
        selector: { matchLabels: labels },
        state: 'Active',
        strategy: {},
        template: {
          machineType: machines,
          [machines]: {
            failureDomains: { azure: zones.filter((zone) => zone !== '').map((zone) => ({ zone })), platform: 'Azure' },
            metadata: { labels },
            spec: { lifecycleHooks: {}, metadata: {}, providerSpec: { value: providerSpec(spec, '') } },
          },
        },
      },
      status: {},
    }),
  );
}
