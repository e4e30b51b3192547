import { Failure, installConfigFailure, wrap } from '../failure.ts';
import { type Asset, type AssetFile, assetFile } from '../graph/asset.ts';
import { type World } from '../world.ts';
import { decode, unknownMember } from './decode.ts';
import { withDefaults } from './defaults.ts';
import { installConfigShape } from './schema.ts';
import { type InstallConfig } from './types.ts';
import { validate } from './validate.ts';
import { validateAgainstAzure } from './validate-azure.ts';

const fileName = 'install-config.yaml';

interface InstallConfigValue {
  config: InstallConfig;
  file: AssetFile;
  azure: { CloudName: string };
}

/** Judged when it is read from the folder; what the state has was judged then. */
export const installConfigAsset: Asset<InstallConfigValue> = {
  name: 'Install Config',
  key: '*installconfig.InstallConfig',
  needs: [],
  load(world) {
    const text = world.folder.read(fileName);
    return text === undefined ? undefined : wrap(installConfigFailure, () => read(text, world));
  },
  generate() {
    // The binary asks for every member now, and nobody answers.
    throw new Failure(`${installConfigFailure}: failed UserInput: EOF`);
  },
};

async function read(text: string, world: World): Promise<{ value: InstallConfigValue; files: string[] }> {
  const { log, env } = world;
  const { value, unknown } = await wrap(`failed to unmarshal ${fileName}`, () =>
    decode(text, installConfigShape(world.minor)),
  );
  if (unknown !== undefined) {
    log.warning(
      `failed to parse first occurrence of unknown field: failed to unmarshal ${fileName}: ${unknownMember(unknown)}`,
    );
    log.info('Attempting to unmarshal while ignoring unknown keys because strict unmarshaling failed');
  }
  const override = env['OPENSHIFT_INSTALL_RELEASE_IMAGE_OVERRIDE'];
  if (override) log.warning(`Found override for release image (${override}). Release Image Architecture is unknown`);
  const config = withDefaults(value);
  validate(config, world);
  await validateAgainstAzure(config, await world.azure());
  return {
    value: { config, file: assetFile(fileName, text), azure: { CloudName: config.platform.azure.cloudName } },
    files: [fileName],
  };
}
