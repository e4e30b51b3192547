import backend from '../../../deploy/backend.json' with { type: 'json' };
import changeFeed from '../../../deploy/change-feed.json' with { type: 'json' };
import frontend from '../../../deploy/frontend.json' with { type: 'json' };
import global from '../../../deploy/global.json' with { type: 'json' };
import globalRegion from '../../../deploy/global-region.json' with { type: 'json' };
import mirror from '../../../deploy/mirror.json' with { type: 'json' };
import ownRoles from '../../../deploy/own-roles.json' with { type: 'json' };
import pipelineRights from '../../../deploy/pipeline-rights.json' with { type: 'json' };
import regionEndpoints from '../../../deploy/region-endpoints.json' with { type: 'json' };
import regionShared from '../../../deploy/region-shared.json' with { type: 'json' };

/** What of a template is read here; it is sent as it is. */
export interface Template {
  parameters: Readonly<Record<string, { type: string; defaultValue?: unknown; metadata?: { description: string } }>>;
  resources: readonly { type: string; properties?: object }[];
}

const all = {
  'own-roles': ownRoles,
  'pipeline-rights': pipelineRights,
  global,
  'region-shared': regionShared,
  'region-endpoints': regionEndpoints,
  'global-region': globalRegion,
  'change-feed': changeFeed,
  backend,
  mirror,
  frontend,
};
export type TemplateName = keyof typeof all;

/** The templates of `deploy/`, as they were when this was built: a version of the tool deploys one set of them. */
export const templates = all as unknown as Readonly<Record<TemplateName, Template>>;

/** Resource providers that the templates need, which a new subscription does not have registered. */
export const providerNamespaces: readonly string[] = [
  ...new Set(
    Object.values(templates).flatMap(({ resources }) => resources.map(({ type }) => type.split('/')[0] ?? '')),
  ),
].sort();
