import { type Api } from './api.ts';
import { camel, kebab, literal } from './source-text.ts';

export const clientName = 'RedHatOpenShiftClient';

/** The class that has all operation groups. */
export const writeClient = ({ groups, version }: Api): string => `
import { type TokenCredential } from '@azure/core-auth';
import { ArmClient, type ArmClientOptions } from '../arm-client.ts';
${groups.map(({ name }) => `import { ${name} } from './operations/${kebab(name)}.ts';`).join('\n')}

/** The API version of the models, and of requests unless another one is given. */
export const defaultApiVersion = ${literal(version)};

/** Managed OpenShift clusters of a subscription, through Azure Resource Manager. It may be used by many at once. */
export class ${clientName} extends ArmClient {
${groups.map(({ name }) => `readonly ${camel(name)} = new ${name}(this);`).join('\n')}

  /** @throws TypeError without a subscription */
  constructor(credential: TokenCredential, subscriptionId: string, options: ArmClientOptions = {}) {
    super(credential, subscriptionId, { ...options, apiVersion: options.apiVersion ?? defaultApiVersion });
  }
}
`;

/** What a program may import of what is generated. */
export const writeIndex = ({ models, enumerations }: Api): string =>
  [
    `export { defaultApiVersion, ${clientName} } from './${kebab(clientName)}.ts';`,
    `export { ${[...enumerations, ...models].map(({ name }) => `type ${name}`).join(', ')} } from './models.ts';`,
  ].join('\n');
