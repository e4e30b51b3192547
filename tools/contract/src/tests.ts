import { glob, readFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { type TestTitle, titlesIn } from './titles.ts';

export interface ContractTest extends TestTitle {
  /** Relative to the root of the repository, with slashes. */
  file: string;
}

/** The tests of the contract below `root`, by file and then as they stand there. */
export async function contractTests(root: string): Promise<ContractTest[]> {
  const files: string[] = [];
  for await (const file of glob('apps/*/src/**/*.contract.spec.ts', { cwd: root })) files.push(file);
  const found = files.sort().map(async (file) => {
    const titles = titlesIn(await readFile(join(root, file), 'utf8'));
    return titles.map((title) => ({ ...title, file: file.split(sep).join('/') }));
  });
  return (await Promise.all(found)).flat();
}
