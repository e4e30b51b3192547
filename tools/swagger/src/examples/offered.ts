import { exampleId, exampleLocation } from '@aro-rp/api/examples';

const at = `/subscriptions/${exampleId.subscriptionId}/providers/Microsoft.RedHatOpenShift/locations/${exampleLocation}`;

const proxy = (type: string, name: string, properties: unknown) => ({
  id: `${at}/${type}/${name}`,
  name,
  type: `Microsoft.RedHatOpenShift/${type}`,
  properties,
});

export const openShiftVersion = proxy('openShiftVersions', '4.16.30', { version: '4.16.30' });

export const roleSet = proxy('platformWorkloadIdentityRoleSets', '4.16', {
  openShiftVersion: '4.16',
  platformWorkloadIdentityRoles: [
    {
      operatorName: 'image-registry',
      roleDefinitionName: 'Azure Red Hat OpenShift Image Registry Operator Role',
      roleDefinitionId: '/providers/Microsoft.Authorization/roleDefinitions/8b32b316-c2f5-4ddf-b05b-83dacd2d08b5',
    },
  ],
});

export const credentials = { kubeadminUsername: 'kubeadmin', kubeadminPassword: 'aBcDe-12345-fGhIj-67890' };

export const kubeconfig = { kubeconfig: Buffer.from('apiVersion: v1\nkind: Config\n').toString('base64') };
