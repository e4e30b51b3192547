import { type Asset, type AssetFile, assetFile, type Get } from '../graph/asset.ts';
import { type MinorVersion } from '../minor-version.ts';
import { type World } from '../world.ts';
import { toYaml } from '../yaml.ts';

export interface ManifestFiles {
  FileList: AssetFile[];
}

export const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** Metadata of a Go type: until 4.19 it prints its empty creation time. */
export const metadataOf = ({ printsCreationTimestamp }: MinorVersion, members: Record<string, unknown>) => ({
  ...(printsCreationTimestamp && { creationTimestamp: null }),
  ...members,
});

/** By file name: the object, or the text of a template. */
export type ManifestTexts = Record<string, unknown>;

/** An asset that makes a few manifests, by their file names without their folder; members that are undefined are left out. */
export const manifests = (
  folder: 'manifests' | 'openshift' | 'cluster-api',
  type: string,
  name: string,
  needs: readonly Asset[],
  make: (get: Get, world: World) => ManifestTexts | Promise<ManifestTexts>,
): Asset<ManifestFiles> => ({
  key: `*${type}`,
  name,
  needs,
  async generate(get, world) {
    const made = Object.entries(await make(get, world)).filter(([, object]) => object !== undefined);
    return { FileList: made.map(([file, object]) => assetFile(`${folder}/${file}`, toYaml(object))) };
  },
  files: ({ FileList }) => FileList,
});

/** Sorted by name, so that what was made equals what is found in the folder later. */
export const sorted = (files: readonly AssetFile[]): AssetFile[] =>
  [...files].sort((one, other) => (one.Filename < other.Filename ? -1 : 1));
