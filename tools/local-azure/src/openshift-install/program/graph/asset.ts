import { type World } from '../world.ts';

/** A file below the folder of the call, as the state has it. */
export interface AssetFile {
  /** `manifests/cluster-config.yaml` */
  Filename: string;
  /** Base64. */
  Data: string;
}

/** The value of an asset that was fetched before: one of `needs`. */
export type Get = <Value>(asset: Asset<Value>) => Value;

/**
 * One thing that the program makes. Its value is exactly what the state file holds of it, so it has to survive JSON.
 * Methods, not function members, so that an asset of any value is an `Asset`.
 */
export interface Asset<Value = unknown> {
  /** For people: `Master Machines`. */
  name: string;
  /** In the state: `*machines.Master`. */
  key: string;
  needs: readonly Asset[];
  /** What somebody put into the folder in its place, and which files that were; undefined when nobody did. */
  load?(world: World): { value: Value; files: string[] } | Promise<{ value: Value; files: string[] }> | undefined;
  generate(get: Get, world: World): Value | Promise<Value>;
  /** What a target writes. */
  files?(value: Value): readonly AssetFile[];
}

export const assetFile = (Filename: string, text: string): AssetFile => ({
  Filename,
  Data: Buffer.from(text).toString('base64'),
});

export const textOf = (data: string): string => Buffer.from(data, 'base64').toString();

/** @throws Error when the list has no such file */
export function fileNamed(files: readonly AssetFile[], name: string): AssetFile {
  const found = files.find(({ Filename }) => Filename === name);
  if (!found) throw new Error(`${name} is not among the files of an asset`);
  return found;
}
