import { existsSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the generated documents. */
export const folder = join(import.meta.dirname, '../../../../swagger');

/**
 * The published document of a version. Those of 2022-09-04 to 2023-11-22 also describe another service's child types,
 * which this one does not serve: of them it is the variant without these.
 */
export function publishedDocument(version: string): string {
  const variant = join(folder, 'published/variants/no-clustermanager', version, 'redhatopenshift.json');
  return existsSync(variant) ? variant : join(folder, 'published', version, 'redhatopenshift.json');
}
