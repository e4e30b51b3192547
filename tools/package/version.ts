import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type Packaged } from './package.ts';

/** What a package is made of; a change of anything else is none of it. */
const sources = ['apps', 'libs', 'tools/bundle.mjs', 'tools/package', 'package.json', 'package-lock.json'];

/**
 * The version of a service as its sources are: that of its package and the commit, and `dirty` when there is more than
 * is committed. Run in the root of the repository. @throws Error where git does not know it
 */
export function versionOf(service: string): Packaged {
  const { version } = JSON.parse(readFileSync(`apps/${service}/package.json`, 'utf8')) as { version: string };
  const git = (...args: string[]) => execFileSync('git', args, { encoding: 'utf8' }).trim();
  const head = git('rev-parse', 'HEAD');
  const isDirty = git('status', '--porcelain', '--', ...sources) !== '';
  const suffix = isDirty ? '-dirty' : '';
  return { service, version: `${version}-${head.slice(0, 12)}${suffix}`, commit: `${head}${suffix}` };
}
