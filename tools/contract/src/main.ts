import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { documentPath, findGaps, renderDocument } from './document.ts';
import { notTested } from './not-tested.ts';
import { sections } from './requirements.ts';
import { contractTests } from './tests.ts';

const root = join(import.meta.dirname, '../../..');
const tests = await contractTests(root);
await writeFile(join(root, documentPath), renderDocument(sections, tests, notTested));
const { missing, unknown } = findGaps(sections, tests, notTested);
console.log(`${documentPath}: ${tests.length} tests`);
if (missing.length > 0) console.log(`without test or reason: ${missing.join(' ')}`);
if (unknown.length > 0) console.log(`no such requirement: ${unknown.join(' ')}`);
