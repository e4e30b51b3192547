import { format, resolveConfig } from 'prettier';
import { type Api } from './api.ts';
import { kebab } from './source-text.ts';
import { clientName, writeClient, writeIndex } from './write-client.ts';
import { writeMappers } from './write-mappers.ts';
import { writeModels } from './write-models.ts';
import { writeOperations } from './write-operations.ts';
import { writeParameters } from './write-parameters.ts';

const notice = (version: string): string =>
  `// Generated from swagger/${version}/redhatopenshift.json by \`npm run client\`; not edited by hand.\n\n`;

/** The files of a client by their path in `libs/client/src/generated`, laid out as the formatter would. */
export async function generateClient(api: Api): Promise<ReadonlyMap<string, string>> {
  const files = new Map([
    ['index.ts', writeIndex(api)],
    ['mappers.ts', writeMappers(api)],
    ['models.ts', writeModels(api)],
    ['parameters.ts', writeParameters(api)],
    [`${kebab(clientName)}.ts`, writeClient(api)],
    ...api.groups.map((group): [string, string] => [`operations/${kebab(group.name)}.ts`, writeOperations(group)]),
  ]);
  const style = { ...(await resolveConfig(import.meta.filename)), parser: 'typescript' };
  const written = new Map<string, string>();
  for (const [path, text] of files) written.set(path, await format(notice(api.version) + text, style));
  return written;
}
