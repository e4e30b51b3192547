import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const ofVersions = /^\d{4}-\d{2}-\d{2}(-preview)?$/;

/** The files in the folders of API versions under `folder`, by their path in it. What stands beside is not ours. */
export function filesIn(folder: string): Map<string, string> {
  const versions = readdirSync(folder).filter((name) => ofVersions.test(name));
  const files = versions.flatMap((version) =>
    readdirSync(join(folder, version), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  return new Map(files.map((file) => [file.slice(folder.length + 1), readFileSync(file, 'utf8')]));
}

/** Makes the folders of API versions hold exactly these files. */
export function writeFiles(folder: string, files: ReadonlyMap<string, string>): void {
  for (const path of filesIn(folder).keys()) if (!files.has(path)) rmSync(join(folder, path));
  for (const [path, text] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}
