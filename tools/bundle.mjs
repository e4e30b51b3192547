/**
 * Bundles an app into one ES module that runs with plain `node` from an empty folder:
 * `node tools/bundle.mjs backend` writes apps/backend/dist-bundle/main.mjs and its source map.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { build } from 'esbuild';

/** CommonJS packages inside an ES module still call `require` and read `__filename`; ES modules declare it themselves. */
const banner = [
  `import { createRequire as __createRequire } from 'node:module';`,
  `import { fileURLToPath as __fileURLToPath } from 'node:url';`,
  `const require = __createRequire(import.meta.url);`,
  `var __filename = __fileURLToPath(import.meta.url);`,
  `var __dirname = __fileURLToPath(new URL('.', import.meta.url));`,
].join('\n');

/** @returns the path of the bundle. */
export async function bundle(app) {
  const folder = `apps/${app}`;
  const outfile = `${folder}/dist-bundle/main.mjs`;
  const { version } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const { outputFiles } = await build({
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
    define: { 'process.env.ARO_RP_VERSION': JSON.stringify(version) },
    logLevel: 'warning',
    write: false,
  });
  mkdirSync(dirname(outfile), { recursive: true });
  // A process that starts meanwhile reads the old bundle or the new one, whole.
  for (const { path, contents } of outputFiles) {
    writeFileSync(`${path}.${process.pid}`, contents);
    renameSync(`${path}.${process.pid}`, path);
  }
  return outfile;
}

if (import.meta.filename === process.argv[1]) {
  if (process.argv.length !== 3) {
    console.error('usage: node tools/bundle.mjs APP');
    process.exit(2);
  }
  console.log(await bundle(process.argv[2]));
}
