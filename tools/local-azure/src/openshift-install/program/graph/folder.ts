import { mkdirSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type AssetFile } from './asset.ts';

/** The folder that `--dir` names. */
export interface Folder {
  path: string;
  read(name: string): string | undefined;
  /** The manifests directly in a folder below, by their names from the top, sorted; none when it is not there. */
  manifests(below: string): AssetFile[];
  write(file: AssetFile): void;
  /** Removes the file, and its folder when that becomes empty. */
  remove(name: string): void;
}

const isManifest = /\.(yaml|yml|json)$/;

export function openFolder(path: string): Folder {
  mkdirSync(path, { recursive: true, mode: 0o750 });
  const bytes = (name: string): Buffer | undefined => orAbsent(() => readFileSync(join(path, name)));
  return {
    path,
    read: (name) => bytes(name)?.toString(),
    manifests: (below) =>
      (orAbsent(() => readdirSync(join(path, below))) ?? [])
        .filter((name) => isManifest.test(name))
        .sort()
        .map((name) => `${below}/${name}`)
        .map((Filename) => ({ Filename, Data: (bytes(Filename) ?? Buffer.alloc(0)).toString('base64') })),
    write({ Filename, Data }) {
      mkdirSync(dirname(join(path, Filename)), { recursive: true, mode: 0o750 });
      writeFileSync(join(path, Filename), Buffer.from(Data, 'base64'), { mode: 0o640 });
    },
    remove(name) {
      rmSync(join(path, name), { force: true });
      const folder = dirname(name);
      if (folder !== '.' && orAbsent(() => readdirSync(join(path, folder)))?.length === 0)
        rmdirSync(join(path, folder));
    },
  };
}

function orAbsent<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
