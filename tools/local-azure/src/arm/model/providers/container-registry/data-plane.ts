import { type Clock } from '@aro-rp/time';
import { type Registry } from '../../../../registry/registry.ts';
import { asList, isText } from '../../json.ts';
import { parseResourcePath } from '../../resource-id.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { type Resources } from '../../resources.ts';
import { registryType, serviceRegistry } from './names.ts';
import { isPassword, passwordsOf } from './passwords.ts';
import { type RegistryOptions } from './registries.ts';

/** The registries as the registry service sees them, by the host and port that a client called. */
export function createRegistries(
  view: ResourceView,
  clock: Clock,
  tenantOf: (subscriptionId: string) => string,
  loginServer: RegistryOptions['loginServer'],
): (host: string) => Registry | undefined {
  return (host) => {
    const resource = view
      .ofType(undefined, registryType)
      .find((one) => one.provisioningState !== 'Creating' && loginServer(one.name) === host.toLowerCase());
    if (!resource) return undefined;
    return {
      id: resource.id,
      generation: resource.createdTime,
      tenantId: tenantOf(parseResourcePath(resource.id)?.subscriptionId ?? ''),
      actionsOf: (username, password) => actionsOf(resource, username, password, view, clock.now()),
    };
  };
}

/** A registry that has an address of its own. */
export interface RegistryResource {
  name: string;
  generation: string;
}

/** All but the service's own; the same array as long as nothing of them has changed. */
export function createRegistryResources(
  resources: Pick<Resources, 'view' | 'generation'>,
): () => readonly RegistryResource[] {
  const read = () =>
    resources.view
      .ofType(undefined, registryType)
      .filter(({ name }) => name.toLowerCase() !== serviceRegistry)
      .map(({ name, createdTime }) => ({ name, generation: createdTime }));
  let known: { at: unknown; all: readonly RegistryResource[] } = { at: {}, all: [] };
  return () => {
    const at = resources.generation('Microsoft.ContainerRegistry');
    if (known.at !== at) known = { at, all: read() };
    return known.all;
  };
}

function actionsOf(
  registry: Resource,
  username: string,
  password: string,
  view: ResourceView,
  now: number,
): string[] | undefined {
  const token = view.get(`${registry.id}/tokens/${username}`);
  if (!token || token.provisioningState === 'Deleting' || token.properties['status'] !== 'enabled') return undefined;
  if (!isPassword(password, passwordsOf(registry, token), now)) return undefined;
  const map = view.get(String(token.properties['scopeMapId']));
  return asList(map?.properties['actions']).filter(isText);
}
