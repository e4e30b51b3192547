import { versions } from '@aro-rp/api';
import { checkVersion } from './compare/check.ts';
import { folder } from './compare/published.ts';
import { writeFiles } from './disk.ts';
import { generatedFiles } from './files.ts';

const usage = 'usage: npm run swagger | npm run swagger:check [-- VERSION]';
const brief = (value: unknown) => (value === undefined ? 'absent' : JSON.stringify(value).slice(0, 200));

function compare(version: string): boolean {
  const { differences, unexplained, idle } = checkVersion(version);
  const explained = differences.length - unexplained.length;
  console.log(`${version}: ${differences.length} differences to the published document, ${explained} explained`);
  for (const { pointer, ours, published } of unexplained) {
    console.log(`  ${pointer}\n    ours:      ${brief(ours)}\n    published: ${brief(published)}`);
  }
  for (const { pointer } of idle) console.log(`  differences.md explains ${pointer}, where there is no difference`);
  return unexplained.length === 0 && idle.length === 0;
}

const [command, version] = process.argv.slice(2);
if (command === 'write') {
  const files = generatedFiles();
  writeFiles(folder, files);
  console.log(`${files.size} files of ${versions.size} API versions written`);
} else if (command === 'compare' && (version === undefined || versions.has(version))) {
  const good = [...versions.keys()].filter((each) => version === undefined || each === version).map(compare);
  process.exitCode = good.every(Boolean) ? 0 : 1;
} else {
  console.error(usage);
  process.exitCode = 2;
}
