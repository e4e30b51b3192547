/** A container registry as Azure Resource Manager has it at this moment. */
export interface Registry {
  /** In Azure Resource Manager. */
  id: string;
  /** Another registry of the same name has another one, and none of its contents. */
  generation: string;
  /** Of the registry's subscription; tokens of other tenants are refused. */
  tenantId: string;
  /**
   * What a token of the registry may do, such as `repositories/*\/content/read`.
   * @returns undefined when there is no such token, or the password is not one of its own
   */
  actionsOf(username: string, password: string): string[] | undefined;
}

/** A principal of Entra ID. */
export interface RegistryPrincipal {
  oid: string;
  tid: string;
}

/** What has to be allowed by a role of the principal, at the registry. */
export type RegistryOperation =
  | 'Microsoft.ContainerRegistry/registries/pull/read'
  | 'Microsoft.ContainerRegistry/registries/push/write'
  | 'Microsoft.ContainerRegistry/registries/artifacts/delete';
