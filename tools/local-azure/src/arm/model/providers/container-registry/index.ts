import { type ResourceProvider } from '../provider.ts';
import { registry, type RegistryOptions } from './registries.ts';
import { scopeMap } from './scope-maps.ts';
import { token } from './tokens.ts';

export { createRegistries } from './data-plane.ts';
export { type RegistryOptions } from './registries.ts';
export { checkRegistryName } from './names.ts';

export const containerRegistry = (options: RegistryOptions): ResourceProvider => ({
  namespace: 'Microsoft.ContainerRegistry',
  types: [registry(options), scopeMap, token],
});
