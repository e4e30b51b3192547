import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { build as bundle, stop } from 'esbuild';
import { type BuiltInstaller, type InstallerBuild } from './index.ts';
import { type Linked } from './program/linked.ts';
import { minorOf } from './program/minor-version.ts';

/**
 * Whether Node takes a file without an extension for CommonJS depends on the package.json files above it, and nobody
 * knows where the program will be put. This takes it for that wherever it is.
 */
const run =
  'const path=process.argv[1];' +
  'require("node:vm").compileFunction(require("node:fs").readFileSync(path,"utf8").replace(/^.*/,""),["require"],{filename:path})(require)';

/**
 * The environment of the program has no PATH, so the interpreter is named in full. A path may have blanks and be longer
 * than what the kernel takes in the first line; for JavaScript the second line is a text and a comment.
 */
const preamble = (node: string): string =>
  `#!/bin/sh\n':' //; exec '${node.replaceAll("'", `'\\''`)}' --no-warnings -e '${run}' "$0" "$@"`;

/** See {@link buildInstaller}. */
export async function bundleInstaller(build: InstallerBuild): Promise<BuiltInstaller> {
  minorOf(build.version);
  const linked: Linked = {
    version: build.version,
    releaseImage: build.releaseImage,
    arm: build.endpoints.arm,
    authorityHost: build.endpoints.authorityHost,
    caPem: build.caPem,
    slowness: build.slowness ?? 0,
  };
  const { outputFiles } = await bundle({
    entryPoints: [join(import.meta.dirname, 'program', 'main.ts')],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node24',
    minify: true,
    legalComments: 'none',
    banner: { js: preamble(process.execPath) },
    define: { openshiftInstallLinked: JSON.stringify(linked) },
    logLevel: 'silent',
  });
  const [file] = outputFiles;
  if (!file) throw new Error('the bundler made no file');
  const bytes = file.contents;
  return { bytes, digest: `sha256:${createHash('sha256').update(bytes).digest('hex')}`, size: bytes.byteLength };
}

/** The bundler is a process of its own, which stays for the next bundle until it is stopped. */
export const stopBundler = (): Promise<void> => stop();
