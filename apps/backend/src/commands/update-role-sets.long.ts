import { type PlatformWorkloadIdentityRole, type RoleSetContent } from '@aro-rp/database';
import { type Commands, startCommands } from '../testing/commands.ts';

// Each test starts processes, which takes long on a machine that is busy.
jest.setTimeout(90_000);

let commands: Commands;
beforeAll(async () => void (commands = await startCommands()));
afterEach(() => commands.clear());
afterAll(() => commands[Symbol.asyncDispose]());

const role: PlatformWorkloadIdentityRole = {
  operatorName: 'ingress',
  roleDefinitionName: 'Azure Red Hat OpenShift Cluster Ingress Operator',
  roleDefinitionId: '/providers/Microsoft.Authorization/roleDefinitions/0336e1d3-7a87-462b-b6db-342b63f7802c',
  serviceAccounts: ['system:serviceaccount:openshift-ingress-operator:ingress-operator'],
  secretLocation: { namespace: 'openshift-ingress-operator', name: 'cloud-credentials' },
};
const roleSet = (openShiftVersion: string, changes: Partial<RoleSetContent> = {}): RoleSetContent => ({
  openShiftVersion,
  enabled: true,
  platformWorkloadIdentityRoles: [role],
  ...changes,
});
const run = (...args: string[]) => commands.run(['update-role-sets', ...args]).ended;
const stored = async (version: string) => (await commands.database.roleSets.get(version))?.document;

it('writes the role sets of the file, leaves others alone, and then has nothing to do', async () => {
  await commands.database.roleSets.put(roleSet('4.14'));
  const file = commands.fileOf([roleSet('4.16'), roleSet('4.18', { enabled: false })]);

  const first = await run(file);
  const second = await run(file);

  expect(first).toEqual({ code: 0, err: '', out: '4.16: created\n4.18: created\n' });
  expect(second).toEqual({ code: 0, err: '', out: '4.16: unchanged\n4.18: unchanged\n' });
  expect([await stored('4.14'), await stored('4.16'), await stored('4.18')]).toEqual([
    expect.objectContaining(roleSet('4.14')),
    expect.objectContaining(roleSet('4.16')),
    expect.objectContaining(roleSet('4.18', { enabled: false })),
  ]);
});

it('takes an operator away when the file no longer has it', async () => {
  await commands.database.roleSets.put(
    roleSet('4.17', { platformWorkloadIdentityRoles: [role, { ...role, operatorName: 'gone' }] }),
  );

  expect(await run(commands.fileOf([roleSet('4.17')]))).toMatchObject({ code: 0, out: '4.17: changed\n' });
  expect((await stored('4.17'))?.platformWorkloadIdentityRoles).toEqual([role]);
});

it('ends with 2, names every fault of file and settings at once, and writes nothing', async () => {
  const file = commands.fileOf([roleSet('4.77'), roleSet('4.1.1', { platformWorkloadIdentityRoles: [] })]);

  const { code, err, out } = await commands.run(['update-role-sets', file], { COSMOS_ENDPOINT: '' }).ended;

  expect([code, out]).toEqual([2, '']);
  for (const named of ['update-role-sets cannot begin', 'COSMOS_ENDPOINT', `${file}: [1].openShiftVersion`])
    expect(err).toContain(named);
  expect(err).toContain(`${file}: [1].platformWorkloadIdentityRoles: [] is not a list of roles`);
  expect(await stored('4.77')).toBeUndefined();
});

it('that is cut off in the middle is completed by one more run', async () => {
  const file = commands.fileOf([roleSet('4.30'), roleSet('4.31')]);
  const refusal = { kind: 'status', status: 403 } as const;
  const path = 'PlatformWorkloadIdentityRoleSets';
  commands.azure.faults.add({ service: 'cosmos', method: 'BATCH', path, nth: 2, times: 1_000, action: refusal });

  expect(await run(file)).toMatchObject({ code: 1, out: '4.30: created\n' });
  commands.azure.faults.clear();

  expect(await run(file)).toMatchObject({ code: 0, out: '4.30: unchanged\n4.31: created\n' });
});

it('says with --help what it reads, and asks for no setting', async () => {
  const help = await commands.run(['update-role-sets', '--help'], { COSMOS_ENDPOINT: '' }).ended;

  expect(help.code).toBe(0);
  for (const word of ['update-role-sets FILE', 'openShiftVersion', 'PlatformWorkloadIdentityRoleSets', 'Exit codes'])
    expect(help.out).toContain(word);
});
