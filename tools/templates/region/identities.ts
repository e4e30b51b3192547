import { type Expression } from '../language/expression.ts';
import { type Resource } from '../language/template.ts';
import { apiVersions, identities, types } from '../names.ts';

/** One for each service: every process of a machine can ask for a token of every identity of that machine. */
export const identityResources = (location: Expression): Resource[] =>
  identities.map((name) => ({
    type: types.identity,
    apiVersion: apiVersions.identity,
    name,
    location,
  }));
