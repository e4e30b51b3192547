import { format } from 'prettier';
import { configurationSchema } from './schema.ts';

/** In the folder of the app; written by `write-schema.ts`, compared by a test. */
export const schemaFile = 'region.schema.json';
export const schemaText = (): Promise<string> =>
  format(JSON.stringify(configurationSchema()), { parser: 'json', printWidth: 120 });
