import { randomUUID } from 'node:crypto';
import { ArmError } from '../../errors.ts';
import { isText } from '../../json.ts';
import { keyOf, parentIdOf } from '../../resource-id.ts';
import { type ResourceType } from '../provider.ts';
import { registryApiVersions } from './names.ts';
import { generationOf, passwordsOf } from './passwords.ts';

/** Microsoft.ContainerRegistry/registries/tokens: a name that, with a password, may do what a scope map says. */
export const token: ResourceType = {
  name: 'registries/tokens',
  apiVersions: registryApiVersions,
  kind: 'child',
  longRunning: { put: true, delete: true },
  working: { create: 'Creating', update: 'Updating', delete: 'Deleting' },
  isAlone: true,
  accept({ id, name, properties, current, view }) {
    if (!/^[a-zA-Z0-9-]{5,50}$/.test(name))
      throw invalid(`the name '${name}' has not 5 to 50 letters, digits or dashes`);
    const { scopeMapId, status = 'enabled' } = properties;
    const parent = parentIdOf(id) ?? '';
    const isOwn = isText(scopeMapId) && keyOf(scopeMapId).startsWith(`${keyOf(parent)}/scopemaps/`);
    if (!isOwn || !view.get(scopeMapId)) throw invalid(`the scope map '${String(scopeMapId)}' was not found`);
    if (status !== 'enabled' && status !== 'disabled') throw invalid(`the status '${String(status)}'`);
    return { properties: { generation: current ? generationOf(current) : randomUUID(), scopeMapId, status } };
  },
  show(resource, view) {
    const { generation: _own, ...stored } = resource.properties;
    const registry = view.get(parentIdOf(resource.id) ?? '');
    const passwords = (registry ? passwordsOf(registry, resource) : []).map(({ hash: _hash, ...shown }) => shown);
    return {
      creationDate: resource.createdTime,
      ...stored,
      ...(passwords.length > 0 && { credentials: { passwords } }),
    };
  },
};

const invalid = (what: string): ArmError =>
  new ArmError(400, 'InvalidTokenProperties', `The token is invalid: ${what}.`);
