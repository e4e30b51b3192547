import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pagePath, renderPage } from './page.ts';

await writeFile(join(import.meta.dirname, '../../../..', pagePath), renderPage());
