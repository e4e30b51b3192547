/**
 * Bundles an app into one ES module that runs with plain `node` from an empty folder:
 * `node tools/bundle.mjs backend` writes apps/backend/dist-bundle/main.mjs and its source map.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { build } from 'esbuild';

/** CommonJS packages inside an ES module still call `require` and read `__filename`; ES modules declare it themselves. */
const banner = [
  `import { createRequire as __createRequire } from 'node:module';`,
  `import { fileURLToPath as __fileURLToPath } from 'node:url';`,
  `const require = __createRequire(import.meta.url);`,
  `var __filename = __fileURLToPath(import.meta.url);`,
  `var __dirname = __fileURLToPath(new URL('.', import.meta.url));`,
].join('\n');

/**
 * Run in the root of the repository. The same sources give the same bytes.
 * @param options the folder that it is put into, and what the app says that its version is, its package's
 *   own unless told; plugins of esbuild
 * @returns the path of the bundle, and the files that something of is in it
 */
export async function bundle(app, options = {}) {
  const folder = `apps/${app}`;
  // Paths in the source map begin here, wherever it is put.
  const outfile = `${folder}/dist-bundle/main.mjs`;
  const target = options.folder ?? dirname(outfile);
  const version = options.version ?? JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')).version;
  const { outputFiles, metafile } = await build({
    entryPoints: [`${folder}/src/main.ts`],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    minifySyntax: true,
    minifyWhitespace: true,
    keepNames: true,
    sourcemap: true,
    sourcesContent: false,
    banner: { js: banner },
    plugins: options.plugins ?? [],
    define: { 'process.env.ARO_RP_VERSION': JSON.stringify(version) },
    logLevel: 'warning',
    write: false,
    metafile: true,
  });
  mkdirSync(target, { recursive: true });
  // A process that starts meanwhile reads the old bundle or the new one, whole.
  for (const { path, contents } of outputFiles) {
    const written = join(target, basename(path));
    writeFileSync(`${written}.${process.pid}`, contents);
    renameSync(`${written}.${process.pid}`, written);
  }
  const { inputs = {} } = metafile.outputs[outfile] ?? {};
  const contained = Object.keys(inputs).filter((path) => inputs[path].bytesInOutput > 0);
  return { outfile: join(target, basename(outfile)), inputs: contained.sort() };
}

if (import.meta.filename === process.argv[1]) {
  if (process.argv.length !== 3) {
    console.error('usage: node tools/bundle.mjs APP');
    process.exit(2);
  }
  console.log((await bundle(process.argv[2])).outfile);
}
