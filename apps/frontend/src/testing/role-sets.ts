import { type RoleSetContent } from '@aro-rp/database';

/** A role set with one operator, as an SRE's command writes it. */
export const roleSet = (openShiftVersion: string, changes: Partial<RoleSetContent> = {}): RoleSetContent => ({
  openShiftVersion,
  enabled: true,
  platformWorkloadIdentityRoles: [
    {
      operatorName: 'ingress',
      roleDefinitionName: 'Azure Red Hat OpenShift Cluster Ingress Operator',
      roleDefinitionId: '/providers/Microsoft.Authorization/roleDefinitions/0336e1d3-7a87-462b-b6db-342b63f7802c',
      serviceAccounts: ['system:serviceaccount:openshift-ingress-operator:ingress-operator'],
      secretLocation: { namespace: 'openshift-ingress-operator', name: 'cloud-credentials' },
    },
  ],
  ...changes,
});

/** A role set with these operators. */
export function roleSetOf(openShiftVersion: string, operators: readonly string[]): RoleSetContent {
  const [role] = roleSet(openShiftVersion).platformWorkloadIdentityRoles;
  return roleSet(openShiftVersion, {
    platformWorkloadIdentityRoles: role ? operators.map((operatorName) => ({ ...role, operatorName })) : [],
  });
}
