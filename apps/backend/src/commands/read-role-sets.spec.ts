import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { supportedMinors } from '@aro-rp/openshift';
import { readRoleSets } from './read-role-sets.ts';

const role = (changes: object = {}) => ({
  operatorName: 'ingress',
  roleDefinitionName: 'Azure Red Hat OpenShift Cluster Ingress Operator',
  roleDefinitionId: '/providers/Microsoft.Authorization/roleDefinitions/0336e1d3-7a87-462b-b6db-342b63f7802c',
  serviceAccounts: ['system:serviceaccount:openshift-ingress-operator:ingress-operator'],
  secretLocation: { namespace: 'openshift-ingress-operator', name: 'cloud-credentials' },
  ...changes,
});
const good = (changes: object = {}) => ({
  openShiftVersion: '4.16',
  enabled: true,
  platformWorkloadIdentityRoles: [role()],
  ...changes,
});
const withRole = (changes: object) => [good({ platformWorkloadIdentityRoles: [role(changes)] })];
const faultsOf = (value: unknown): string[] => {
  const read = readRoleSets(typeof value === 'string' ? value : JSON.stringify(value));
  return 'faults' in read ? read.faults : [];
};
const first = '[0].platformWorkloadIdentityRoles[0]';

it('gives the role sets of a right file, without members that nobody knows', () => {
  const noted = role({ note: 'x', secretLocation: { ...role().secretLocation, note: 'x' } });
  const file = [good({ note: 'x', platformWorkloadIdentityRoles: [noted] }), good({ openShiftVersion: '4.9' })];

  expect(readRoleSets(JSON.stringify(file))).toEqual({ contents: [good(), good({ openShiftVersion: '4.9' })] });
});

it('finds nothing wrong with the file that is deployed, which has every minor version that can be installed', () => {
  const read = readRoleSets(readFileSync(join(import.meta.dirname, '../../../../deploy/role-sets.json'), 'utf8'));

  expect(read).not.toHaveProperty('faults');
  const minors = 'contents' in read ? read.contents.map(({ openShiftVersion }) => openShiftVersion) : [];
  expect(minors).toEqual(expect.arrayContaining([...supportedMinors]));
});

it.each<[string, unknown, string]>([
  ['no JSON', '[', 'it is no JSON'],
  ['no list', good(), 'it is no list of role sets'],
  ['an element that is no object', [null], '[0]: is no object'],
  ['no version', [good({ openShiftVersion: undefined })], '[0].openShiftVersion: nothing is not a minor version'],
  ['a whole version', [good({ openShiftVersion: '4.16.3' })], '[0].openShiftVersion: "4.16.3" is not a minor version'],
  ['enabled as a text', [good({ enabled: 'true' })], '[0].enabled: "true" is not true or false'],
  ['no roles', [good({ platformWorkloadIdentityRoles: [] })], '[0].platformWorkloadIdentityRoles: [] is not a list'],
  ['a role that is no object', [good({ platformWorkloadIdentityRoles: ['x'] })], `${first}: is no object`],
  ['an operator without a name', withRole({ operatorName: '' }), `${first}.operatorName: "" is not`],
  ['a role without a name', withRole({ roleDefinitionName: ' ' }), `${first}.roleDefinitionName: " " is not`],
  [
    "a role of a subscription's own",
    withRole({ roleDefinitionId: `/subscriptions/x${role().roleDefinitionId}` }),
    `${first}.roleDefinitionId: "/subscriptions/x/providers`,
  ],
  ['no service accounts', withRole({ serviceAccounts: [] }), `${first}.serviceAccounts: [] is not`],
  ['a service account without a namespace', withRole({ serviceAccounts: ['a'] }), `${first}.serviceAccounts: ["a"]`],
  ['no place for the secret', withRole({ secretLocation: null }), `${first}.secretLocation.namespace: nothing is not`],
  ['a version twice', [good(), good()], '4.16: listed more than once'],
  [
    'an operator twice',
    [good({ platformWorkloadIdentityRoles: [role(), role()] })],
    '[0].platformWorkloadIdentityRoles: ingress has more than one role',
  ],
])('refuses %s', (_, file, fault) => {
  expect(faultsOf(file)).toContainEqual(expect.stringContaining(fault));
});

it('names every fault of the file at once, those between role sets too', () => {
  const file = [
    good({ enabled: 1 }),
    good({ platformWorkloadIdentityRoles: [role({ operatorName: 7, serviceAccounts: 'x' })] }),
  ];

  expect(faultsOf(file).map((fault) => fault.split(/: /)[0])).toEqual([
    '[0].enabled',
    '[1].platformWorkloadIdentityRoles[0].operatorName',
    '[1].platformWorkloadIdentityRoles[0].serviceAccounts',
    '4.16',
  ]);
});
