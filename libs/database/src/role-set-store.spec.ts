import { type RoleSetContent } from './stores.ts';
import { useDatabase } from './testing/use-database.ts';

const { database, strike } = useDatabase();

const content = (openShiftVersion: string, changes: Partial<RoleSetContent> = {}): RoleSetContent => ({
  openShiftVersion,
  enabled: true,
  platformWorkloadIdentityRoles: [
    {
      operatorName: 'ingress',
      roleDefinitionName: 'Cluster Ingress Operator',
      roleDefinitionId: '/providers/Microsoft.Authorization/roleDefinitions/0336e1d3-7a87-462b-b6db-342b63f7802c',
      serviceAccounts: ['system:serviceaccount:openshift-ingress-operator:ingress-operator'],
      secretLocation: { namespace: 'openshift-ingress-operator', name: 'cloud-credentials' },
    },
  ],
  ...changes,
});

it('creates a role set, changes it, and says when there was nothing to do', async () => {
  expect(await database.roleSets.put(content('4.16'))).toBe('created');
  expect(await database.roleSets.put(content('4.16'))).toBe('unchanged');
  expect(await database.roleSets.put(content('4.16', { platformWorkloadIdentityRoles: [] }))).toBe('changed');

  expect((await database.roleSets.get('4.16'))?.document).toMatchObject({
    id: '4.16',
    type: 'platform-workload-identity-role-set',
    enabled: true,
    platformWorkloadIdentityRoles: [],
  });
});

it('is a container of its own', async () => {
  await database.roleSets.put(content('4.17'));

  expect(await database.versions.get('4.17')).toBeUndefined();
  expect((await database.roleSets.list()).map(({ document }) => document.openShiftVersion)).toContain('4.17');
});

it('keeps members of a newer release of the service', async () => {
  await database.seedRaw('PlatformWorkloadIdentityRoleSets', {
    ...content('4.18'),
    id: '4.18',
    revision: 7,
    newer: [1],
  });

  await database.roleSets.put(content('4.18', { enabled: false }));

  expect((await database.roleSets.get('4.18'))?.document).toMatchObject({ enabled: false, revision: 8, newer: [1] });
});

it('is written once when three put the same at the same time', async () => {
  const revision = async () => (await database.roleSets.get('4.19'))?.document.revision ?? 0;
  await database.roleSets.put(content('4.19', { enabled: false }));
  const before = await revision();

  await Promise.all([1, 2, 3].map(() => database.roleSets.put(content('4.19'))));

  expect(await revision()).toBe(before + 1);
});

it('says created when the answer to the create was lost', async () => {
  strike({ kind: 'lose-answer' }, { method: 'BATCH', path: 'PlatformWorkloadIdentityRoleSets' });

  expect(await database.roleSets.put(content('4.20'))).toBe('created');
});
