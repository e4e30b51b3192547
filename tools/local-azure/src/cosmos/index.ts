export { type ControlledDatabase, type ControlledState, type ControlPlane } from './control.ts';
export { type ContainerDefinition } from './model/definitions.ts';
export { CosmosError } from './model/errors.ts';
export {
  dataActions,
  dataContributor,
  dataReader,
  type RoleAssignment,
  type RoleDefinition,
} from './protocol/roles.ts';
export { type CosmosOptions, type CosmosServer, createCosmosServer, emulatorKey } from './server.ts';
