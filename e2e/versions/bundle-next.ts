/**
 * Bundles the next version, or several, from the sources as they are, with what is planted: no source is changed.
 * `node --import tsx e2e/versions/bundle-next.ts FOLDER VARIANT...` writes FOLDER/VARIANT/main.mjs.
 */
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Plugin } from 'esbuild';
import { bundle } from '../../tools/bundle.mjs';
import { plant } from './plant.ts';
import { mark, type Planted, type VariantName, variants } from './planted.ts';

const root = process.cwd();

/** Texts are replaced as the files are loaded. `end` throws when one was not found once, or its file is not loaded. */
function planting(changes: readonly Planted[]) {
  const done = new Set<string>();
  const plugin: Plugin = {
    name: 'planting',
    setup(build) {
      build.onLoad({ filter: /\.ts$/ }, ({ path }) => {
        const file = relative(root, path);
        if (!changes.some((one) => one.file === file)) return undefined;
        const contents = plant(readFileSync(path, 'utf8'), file, changes);
        done.add(file);
        return { contents, loader: 'ts' };
      });
    },
  };
  return {
    plugin,
    end() {
      const missing = changes.filter(({ file }) => !done.has(file));
      if (missing.length > 0) throw new Error(`${missing.map(({ file }) => file).join(', ')} is not in the bundle`);
    },
  };
}

const [folder = '', ...names] = process.argv.slice(2);
for (const name of names) {
  if (!(name in variants)) throw new Error(`there is no variant ${name}`);
  const { app, changes } = variants[name as VariantName];
  const { plugin, end } = planting(changes);
  await bundle(app, { folder: join(folder, name), version: mark, plugins: [plugin] });
  end();
}
