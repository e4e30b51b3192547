import { type RoleSetContent } from '@aro-rp/database';
import { readRoleSets } from './read-role-sets.ts';
import { runUpdate, type UpdateCommand } from './update-command.ts';

const command: UpdateCommand<RoleSetContent> = {
  name: 'update-role-sets',
  container: 'PlatformWorkloadIdentityRoleSets',
  about: `backend update-role-sets FILE: sets which roles the operators of clusters with workload identities need

FILE is a JSON list; each role set has
  openShiftVersion               4.16: the minor version
  enabled                        true or false: whether customers may see it
  platformWorkloadIdentityRoles  a list, one for each operator:
    operatorName                 ingress: by which customers name the operator's identity
    roleDefinitionName           the name of one of Azure's own roles
    roleDefinitionId             /providers/Microsoft.Authorization/roleDefinitions/UUID
    serviceAccounts              ["system:serviceaccount:NAMESPACE:NAME"]: who signs in with the identity
    secretLocation               {"namespace", "name"}: where the operator looks for its credentials
Role sets that the file does not name stay as they are.`,
  read: readRoleSets,
  async write({ roleSets }, contents, tell) {
    for (const roleSet of contents) tell(`${roleSet.openShiftVersion}: ${await roleSets.put(roleSet)}`);
  },
};

/** @returns the process's exit code */
export const updateRoleSetsCommand = (args: readonly string[]): Promise<number> => runUpdate(command, args);
