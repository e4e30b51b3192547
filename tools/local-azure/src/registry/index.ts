export { type Registry, type RegistryOperation, type RegistryPrincipal } from './registry.ts';
export { createRegistryServer, type RegistryServer, type RegistryServerOptions } from './server.ts';
export { type Release, type SeededRelease } from './release.ts';
