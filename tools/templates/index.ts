import { development } from './development.ts';
import { global, globalRegion } from './global.ts';
import { type Template } from './language/template.ts';
import { regionShared } from './region/shared.ts';
import { ownRoleDefinitions, pipelineRights, regionEndpoints } from './rights.ts';
import { backend } from './services/backend.ts';
import { changeFeed } from './services/change-feed.ts';
import { frontend } from './services/frontend.ts';
import { mirror } from './services/mirror.ts';

/** Every template by the name of its file in `deploy/`, in the order in which a region is made from nothing. */
export const templates: Readonly<Record<string, Template>> = {
  'own-roles': ownRoleDefinitions,
  'pipeline-rights': pipelineRights,
  global,
  'region-shared': regionShared,
  'region-endpoints': regionEndpoints,
  'global-region': globalRegion,
  frontend,
  'change-feed': changeFeed,
  backend,
  mirror,
  development,
};
