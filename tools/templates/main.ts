import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { folder, generatedFiles } from './files.ts';

const root = join(import.meta.dirname, '../..');
const files = await generatedFiles();
for (const [name, text] of Object.entries(files)) await writeFile(join(root, folder, name), text);
console.log(`${folder}: ${Object.keys(files).length} files`);
