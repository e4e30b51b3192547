import { type ContainerDefinition } from './model/definitions.ts';
import { type RoleAssignment, type RoleDefinition } from './protocol/roles.ts';

/** One that a control plane made. After it was removed and made again, `instance` is another. */
export interface ControlledContainer {
  instance: string;
  definition: Partial<ContainerDefinition> & { id: string };
}

export interface ControlledDatabase {
  id: string;
  instance: string;
  containers: readonly ControlledContainer[];
}

/** All that has to be there, and who may do what with it. */
export interface ControlledState {
  databases: readonly ControlledDatabase[];
  roleDefinitions: readonly RoleDefinition[];
  roleAssignments: readonly RoleAssignment[];
}

/** Who manages the account: Azure Resource Manager. It keeps its state; the data plane asks before each request. */
export interface ControlPlane {
  /** The same as before (`===`) as long as `state` is the same for sure. */
  generation(): unknown;
  state(): ControlledState;
}
