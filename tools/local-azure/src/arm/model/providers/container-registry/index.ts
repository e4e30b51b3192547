import { type ResourceProvider } from '../provider.ts';
import { registry, type RegistryOptions } from './registries.ts';
import { replication } from './replications.ts';
import { scopeMap } from './scope-maps.ts';
import { token } from './tokens.ts';

export { createRegistries, createRegistryResources, type RegistryResource } from './data-plane.ts';
export { type RegistryOptions } from './registries.ts';
export { checkRegistryName } from './names.ts';

export const containerRegistry = (options: RegistryOptions): ResourceProvider => ({
  namespace: 'Microsoft.ContainerRegistry',
  types: [registry(options), replication, scopeMap, token],
});
