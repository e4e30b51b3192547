import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bundle } from '../bundle.mjs';
import { dockerfile } from './dockerfile.ts';
import { type Lock, sbomOf } from './sbom.ts';

export interface Packaged {
  service: string;
  /** Names images and scale sets. */
  version: string;
  /** What it was made from; ends in `-dirty` when that is not all. */
  commit: string;
}

/** Names of the files of an image, by what they are. */
export const files = {
  bundle: 'main.mjs',
  sourceMap: 'main.mjs.map',
  sbom: 'sbom.cdx.json',
  stamp: 'version.json',
} as const;

/**
 * Makes the build context of a service's image: its bundle, its bill of materials, its stamp and a Dockerfile. Run in the
 * root of the repository; the same sources give the same bytes. What was in the folder is gone.
 */
export async function makePackage({ service, version, commit }: Packaged, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const { outfile, inputs } = await bundle(service, { folder, version });
  const lock = JSON.parse(await readFile('package-lock.json', 'utf8')) as Lock;
  const sbom = json(sbomOf({ name: service, version }, inputs, lock));
  await writeFile(join(folder, files.sbom), sbom);
  const { devDependencies } = JSON.parse(await readFile('package.json', 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const stamp = {
    ...{ service, version, commit },
    bundler: `esbuild ${devDependencies['esbuild'] ?? ''}`,
    sha256: { [files.bundle]: digest(await readFile(outfile)), [files.sbom]: digest(sbom) },
  };
  await writeFile(join(folder, files.stamp), json(stamp));
  await writeFile(join(folder, 'Dockerfile'), dockerfile({ service, version, commit }, Object.values(files)));
}

const json = (value: object) => `${JSON.stringify(value, undefined, 2)}\n`;
const digest = (content: string | Buffer) => createHash('sha256').update(content).digest('hex');
