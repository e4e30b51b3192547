import { ArmError } from '../../errors.ts';
import { asList, isText, type Json } from '../../json.ts';
import { type ChildChange, type ResourceType } from '../provider.ts';
import { registryApiVersions } from './names.ts';

const type = 'registries/scopeMaps';
const pull = ['content/read'];
const push = [...pull, 'content/write'];
const metadata = ['metadata/read', 'metadata/write'];

const builtIn: Record<string, readonly string[]> = {
  _repositories_pull: pull,
  _repositories_pull_metadata_read: [...pull, 'metadata/read'],
  _repositories_push: push,
  _repositories_push_metadata_write: [...push, ...metadata],
  _repositories_admin: [...push, 'content/delete', ...metadata],
};

/** Those that every registry has. */
export const builtInScopeMaps = (): ChildChange[] =>
  Object.entries(builtIn).map(([name, actions]) => ({
    kind: 'put',
    type,
    name,
    properties: {
      type: 'SystemDefined',
      description: 'Can perform the listed actions on all repositories of the registry.',
      actions: actions.map((action) => `repositories/*/${action}`),
    },
  }));

/** Microsoft.ContainerRegistry/registries/scopeMaps: what a token may do, by repository. */
export const scopeMap: ResourceType = {
  name: type,
  apiVersions: registryApiVersions,
  kind: 'child',
  longRunning: { put: false, delete: false },
  working: { create: 'Creating', update: 'Updating', delete: 'Deleting' },
  accept({ name, properties }) {
    if (!/^[a-zA-Z0-9][a-zA-Z0-9_-]{4,49}$/.test(name)) throw invalid(`the scope map name '${name}'`);
    const actions = asList(properties['actions']);
    const known = /^repositories\/.+\/(content\/(read|write|delete)|metadata\/(read|write))$/;
    const wrong = actions.find((action) => !isText(action) || !known.test(action));
    if (actions.length === 0 || wrong !== undefined) throw invalid(`the actions (${String(wrong)})`);
    const description = properties['description'];
    return { properties: { type: 'UserDefined', ...(isText(description) && { description }), actions } as Json };
  },
  show: (resource) => ({ creationDate: resource.createdTime, ...resource.properties }),
  refuseDelete: ({ name }) =>
    name in builtIn
      ? new ArmError(409, 'OperationNotAllowed', `The scope map ${name} is system defined and cannot be deleted.`)
      : undefined,
};

const invalid = (what: string): ArmError =>
  new ArmError(400, 'InvalidScopeMapProperties', `The scope map is invalid: ${what}.`);
