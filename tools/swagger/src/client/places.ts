import { join } from 'node:path';
import { versions } from '@aro-rp/api';
import { folder as swagger } from '../compare/published.ts';

const stable = [...versions.keys()].filter((version) => /^\d{4}-\d{2}-\d{2}$/.test(version)).sort();

/** The version that the client is of unless another one is asked for. */
export const newestStable = stable.at(-1) ?? '';

export const documentFile = (version: string): string => join(swagger, version, 'redhatopenshift.json');

export const generatedFolder = join(swagger, '../libs/client/src/generated');
