import { format, resolveConfig } from 'prettier';
import { type ParameterDeclaration, type ParameterType, type Template } from './language/template.ts';
import { templates } from './index.ts';

/** Where the files are, from the root of the repository. */
export const folder = 'deploy';

/** Every generated file by its name, as it is written: templates, and what to fill in for each. */
export async function generatedFiles(): Promise<Record<string, string>> {
  const written = await Promise.all(
    Object.entries(templates).flatMap(([name, template]) => [
      fileOf(`${name}.json`, template),
      ...(Object.keys(template.parameters).length > 0
        ? [fileOf(`${name}.parameters.json`, parameterFile(template))]
        : []),
    ]),
  );
  return Object.fromEntries(written);
}

async function fileOf(name: string, content: object): Promise<[string, string]> {
  const options = await resolveConfig(`${folder}/${name}`);
  return [name, await format(JSON.stringify(content), { ...options, parser: 'json' })];
}

/** A file for the parameters that have to be given: empty values, to be filled in. */
const parameterFile = ({ parameters }: Template) => ({
  $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#',
  contentVersion: '1.0.0.0',
  parameters: Object.fromEntries(
    Object.entries(parameters)
      .filter(([, { defaultValue }]) => defaultValue === undefined)
      .map(([name, declaration]) => [name, { value: emptyOf(declaration) }]),
  ),
});

const empty: Record<ParameterType, unknown> = {
  string: '',
  secureString: '',
  int: 0,
  bool: false,
  array: [],
  object: {},
};
const emptyOf = ({ type }: ParameterDeclaration): unknown => empty[type];
