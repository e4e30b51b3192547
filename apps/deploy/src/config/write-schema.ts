import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { schemaFile, schemaText } from './schema-file.ts';

writeFileSync(join(import.meta.dirname, '../..', schemaFile), await schemaText());
