import { assetFile, type AssetFile } from '../graph/asset.ts';
import { type InstallConfig } from '../install-config/types.ts';
import { base64, metadataOf } from '../manifests/manifest.ts';
import { type MinorVersion } from '../minor-version.ts';
import { toYaml } from '../yaml.ts';
import { machineConfig, userData } from './files.ts';

export const namespace = 'openshift-machine-api';

/** The three labels by which machines are found. */
export const labelsOf = (infraId: string, role: string) => ({
  'machine.openshift.io/cluster-api-cluster': infraId,
  'machine.openshift.io/cluster-api-machine-role': role,
  'machine.openshift.io/cluster-api-machine-type': role,
});

/** What a new machine is given to boot from. @param pointer the role's Ignition configuration */
export const userDataFile = (role: string, pointer: string, minor: MinorVersion): AssetFile =>
  assetFile(
    userData(role),
    toYaml({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: metadataOf(minor, { name: `${role}-user-data`, namespace }),
      type: 'Opaque',
      data: { disableTemplating: base64('true\n'), userData: base64(pointer) },
    }),
  );

/** The SSH key of the machines, and FIPS mode. */
export function machineConfigFiles(role: string, config: InstallConfig, minor: MinorVersion): AssetFile[] {
  const file = (what: string, spec: Record<string, unknown>) =>
    assetFile(
      machineConfig(role, what),
      toYaml({
        apiVersion: 'machineconfiguration.openshift.io/v1',
        kind: 'MachineConfig',
        metadata: metadataOf(minor, {
          labels: { 'machineconfiguration.openshift.io/role': role },
          name: `99-${role}-${what}`,
        }),
        spec: {
          baseOSExtensionsContainerImage: '',
          config: { ignition: { version: '3.2.0' } },
          extensions: null,
          fips: false,
          kernelArguments: null,
          kernelType: '',
          osImageURL: '',
          ...spec,
        },
      }),
    );
  const ssh = { users: [{ name: 'core', sshAuthorizedKeys: [config.sshKey] }] };
  return [
    ...(config.fips === true ? [file('fips', { fips: true })] : []),
    ...(config.sshKey === undefined ? [] : [file('ssh', { config: { ignition: { version: '3.2.0' }, passwd: ssh } })]),
  ];
}
