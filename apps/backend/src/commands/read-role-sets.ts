import { type PlatformWorkloadIdentityRole, type RoleSetContent } from '@aro-rp/database';
import {
  isBoolean,
  isObject,
  type Json,
  matching,
  memberFaults,
  named,
  objectIn,
  readList,
  type ReadList,
  repeated,
} from './read-list.ts';

/** @returns the role sets of the file, or every fault of it */
export const readRoleSets = (text: string): ReadList<RoleSetContent> =>
  readList(text, { what: 'role sets', faultsOf, faultsBetween, onlyKnown });

function faultsBetween(list: readonly Json[]): string[] {
  const twice = repeated(named(list, 'openShiftVersion'));
  return twice.length > 0 ? [`${twice.join(', ')}: listed more than once`] : [];
}

function faultsOf(value: Json, where: string): string[] {
  const roles = value['platformWorkloadIdentityRoles'];
  const place = `${where}.platformWorkloadIdentityRoles`;
  return [
    ...memberFaults(value, where, [
      { name: 'openShiftVersion', isRight: isMinorVersion, allowed: 'a minor version such as 4.16' },
      { name: 'enabled', isRight: isBoolean, allowed: 'true or false' },
      {
        name: 'platformWorkloadIdentityRoles',
        isRight: (list) => Array.isArray(list) && list.length > 0,
        allowed: 'a list of roles',
      },
    ]),
    ...(Array.isArray(roles) ? rolesFaults(roles, place) : []),
  ];
}

function rolesFaults(roles: readonly unknown[], place: string): string[] {
  const twice = repeated(named(roles.filter(isObject), 'operatorName'));
  return [
    ...roles.flatMap((role, index) =>
      isObject(role) ? roleFaults(role, `${place}[${index}]`) : [`${place}[${index}]: is no object`],
    ),
    ...(twice.length > 0 ? [`${place}: ${twice.join(', ')} has more than one role`] : []),
  ];
}

const roleFaults = (role: Json, where: string): string[] => [
  ...memberFaults(role, where, [
    { name: 'operatorName', isRight: matching(/^[A-Za-z][A-Za-z0-9-]{0,62}$/), allowed: 'a name such as ingress' },
    { name: 'roleDefinitionName', isRight: matching(/^\S(.*\S)?$/), allowed: 'the name of a role' },
    {
      name: 'roleDefinitionId',
      isRight: matching(roleDefinitionId),
      allowed: "the id of one of Azure's own roles, /providers/Microsoft.Authorization/roleDefinitions/UUID",
    },
    {
      name: 'serviceAccounts',
      isRight: (list) => Array.isArray(list) && list.length > 0 && list.every(isServiceAccount),
      allowed: 'a list of system:serviceaccount:NAMESPACE:NAME',
    },
  ]),
  ...memberFaults(objectIn(role, 'secretLocation'), `${where}.secretLocation`, [
    { name: 'namespace', isRight: isName, allowed: 'the name of a namespace' },
    { name: 'name', isRight: isName, allowed: 'the name of a secret' },
  ]),
];

const onlyKnown = ({ openShiftVersion, enabled, platformWorkloadIdentityRoles }: RoleSetContent): RoleSetContent => ({
  openShiftVersion,
  enabled,
  platformWorkloadIdentityRoles: platformWorkloadIdentityRoles.map(onlyKnownOfRole),
});

const onlyKnownOfRole = ({
  operatorName,
  roleDefinitionName,
  roleDefinitionId: id,
  serviceAccounts,
  secretLocation: { namespace, name },
}: PlatformWorkloadIdentityRole): PlatformWorkloadIdentityRole => ({
  ...{ operatorName, roleDefinitionName, roleDefinitionId: id, serviceAccounts },
  secretLocation: { namespace, name },
});

const isMinorVersion = matching(/^\d{1,4}\.\d{1,4}$/);
const roleDefinitionId =
  /^\/providers\/Microsoft\.Authorization\/roleDefinitions\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const label = '[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?';
const isName = matching(new RegExp(`^${label}$`));
const isServiceAccount = matching(new RegExp(`^system:serviceaccount:${label}:${label}$`));
