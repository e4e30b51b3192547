import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { versions } from '@aro-rp/api';
import { generateClient } from './generate.ts';
import { documentFile, generatedFolder, newestStable } from './places.ts';
import { readApi } from './read-api.ts';

const [version = newestStable] = process.argv.slice(2);
if (versions.has(version)) {
  const files = await generateClient(readApi(documentFile(version)));
  rmSync(generatedFolder, { recursive: true, force: true });
  for (const [path, text] of files) {
    const file = join(generatedFolder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  console.log(`${files.size} files of the client of ${version} written`);
} else {
  console.error(`usage: npm run client [-- VERSION]`);
  process.exitCode = 2;
}
