import { type ApiVersion } from '@aro-rp/api';
import { conventionsOf } from './conventions.ts';
import { defineOffered, defineOthers } from './definitions/beside.ts';
import { Definitions } from './definitions/build.ts';
import { defineClusters } from './definitions/cluster.ts';
import { type Document } from './openapi.ts';
import { pathsOf } from './paths/paths.ts';

const scope = 'user_impersonation';

/** The OpenAPI 2 document of an API version. The same version gives the same document, member for member. */
export function documentOf(version: ApiVersion): Document {
  const conventions = conventionsOf(version);
  const definitions = new Definitions(conventions);
  defineClusters(version.shape, definitions);
  defineOthers(version, definitions);
  defineOffered(version, definitions);
  return {
    swagger: '2.0',
    info: {
      title: 'Azure Red Hat OpenShift Client',
      description: 'The API of a resource provider for managed OpenShift clusters.',
      version: version.version,
    },
    host: 'management.azure.com',
    schemes: ['https'],
    consumes: ['application/json'],
    produces: ['application/json'],
    paths: pathsOf(version, conventions),
    definitions: definitions.all(),
    securityDefinitions: {
      azure_auth: {
        type: 'oauth2',
        description: "OAuth 2.0 with Microsoft Entra ID, in Azure Resource Manager's name.",
        flow: 'implicit',
        authorizationUrl: 'https://login.microsoftonline.com/common/oauth2/authorize',
        scopes: { [scope]: 'Act in the name of the user.' },
      },
    },
    security: [{ azure_auth: [scope] }],
  };
}
