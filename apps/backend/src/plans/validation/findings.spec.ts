import { type ErrorBody } from '@aro-rp/api';
import { isFailureCode } from '../error-codes.ts';
import { type Finding, invalidEnvironment, principalFindings, providerFindings, rightsMissing } from './findings.ts';
import { machineFindings } from './machine-findings.ts';
import { type VmSize } from '../vm-sizes.ts';
import { type MachineGroup } from './machines.ts';
import { networkFindings, subnetFindings } from './network-findings.ts';

const masters: MachineGroup = {
  ...{ vmSize: 'X', count: 4, encryptionAtHost: 'Disabled', role: 'masters' },
  target: 'properties.masterProfile',
};
const size: VmSize = {
  ...{ name: 'X', cores: 8, family: 'x', acceleratedNetworking: true, encryptionAtHost: true },
  ...{ zones: ['1', '2'], isZonal: true, generations: ['V1'] },
};
const right = { scope: '/v', actions: ['a/read', 'a/join/action'], role: 'Network Contributor' };
const subnet = '/v/subnets/s';
const target = 'properties.masterProfile.subnetId';
type Table<T> = Record<keyof T, [Finding, RegExp[]]>;

/** Every finding, and what the customer has to read in it: the value, what is wrong, what to do. */
const table: Record<string, [Finding, RegExp[]]> = {
  ...({
    cannotSignIn: [
      principalFindings.cannotSignIn('app', 'AADSTS7000215', 'Invalid client secret'),
      [/'app'/, /AADSTS7000215: Invalid client secret\. Make/],
    ],
    cannotBeRead: [
      principalFindings.cannotBeRead('app', 'Graph GET', 'Authorization_RequestDenied', 'Insufficient privileges'),
      [/'app'/, /'Graph GET' was answered Authorization_RequestDenied: Insufficient privileges\./, /Let it read/],
    ],
    missing: [principalFindings.missing('app'), [/az ad sp create --id app/]],
    privileged: [principalFindings.privileged('app', 'Graph.Role'), [/'app'/, /'Graph\.Role'/, /Remove/]],
    lacksRights: [
      principalFindings.lacksRights('app', [right]),
      [
        /'app'/,
        /'a\/read', 'a\/join\/action' on '\/v': az role assignment create --assignee app --role 'Network Contributor' --scope '\/v'/,
      ],
    ],
  } satisfies Table<typeof principalFindings>),
  ...Object.fromEntries(
    Object.entries({
      lacksRights: [
        providerFindings.lacksRights('own', [right]),
        [/'own'/, /--assignee-object-id own --assignee-principal-type ServicePrincipal --role 'Network Contributor'/],
      ],
      notRegistered: [providerFindings.notRegistered('Microsoft.Compute'), [/az provider register -n Microsoft\.Comp/]],
    } satisfies Table<typeof providerFindings>).map(([name, row]) => [`provider ${name}`, row]),
  ),
  ...Object.fromEntries(
    Object.entries({
      missing: [networkFindings.missing('/v'), [/'\/v'/, /Make it/]],
      elsewhere: [networkFindings.elsewhere('/v', 'westus', 'eastus'), [/'\/v'/, /'westus'/, /'eastus'/, /Choose/]],
      customDnsServers: [networkFindings.customDnsServers('/v'), [/'\/v'/, /remove them/]],
      privateZoneLinked: [networkFindings.privateZoneLinked('d', '/v'), [/'d'/, /'\/v'/, /Remove the link/]],
      noWayOut: [networkFindings.noWayOut(subnet, '/r', target), [/'\/r'/, /0\.0\.0\.0\/0/, /Add one/]],
    } satisfies Table<typeof networkFindings>).map(([name, row]) => [`network ${name}`, row]),
  ),
  'no route table': [networkFindings.noWayOut(subnet, undefined, target), [/no route table/, /Give it one/]],
  ...Object.fromEntries(
    Object.entries({
      missing: [subnetFindings.missing(subnet, target), [/Make it/]],
      unfinished: [subnetFindings.unfinished(subnet, 'Failed', target), [/'Failed'/, /Save it again/]],
      tooSmall: [subnetFindings.tooSmall(subnet, '10.0.0.0/28', 11, 20, target), [/10\.0\.0\.0\/28/, /11/, /20/]],
      inUse: [subnetFindings.inUse(subnet, '/n', 2, target), [/'\/n' and 2 more/, /empty it/]],
      delegated: [subnetFindings.delegated(subnet, 'Some/service', target), [/'Some\/service'/, /Remove/]],
      foreignSecurityGroup: [subnetFindings.foreignSecurityGroup(subnet, '/g', target), [/'\/g'/, /Remove/]],
      noSecurityGroup: [subnetFindings.noSecurityGroup(subnet, target), [/'preconfiguredNSG'/, /Attach/]],
      endpointPolicies: [subnetFindings.endpointPolicies(subnet, '/p', target), [/'\/p'/, /Remove/]],
      overlap: [
        subnetFindings.overlap(`the subnet '${subnet}'`, '10.0.0.0/24', 'the pods', '10.0.0.0/8', target),
        [/10\.0\.0\.0\/24/, /10\.0\.0\.0\/8 of the pods/, /Choose/],
      ],
    } satisfies Table<typeof subnetFindings>).map(([name, [finding, said]]) => [
      `subnet ${name}`,
      [finding, [...said, /subnets\/s'/]],
    ]),
  ),
  ...({
    versionNotOffered: [machineFindings.versionNotOffered('4.1.1'), [/'4\.1\.1'/, /Choose/]],
    sizeNotAvailable: [machineFindings.sizeNotAvailable('X', 'eastus', 't'), [/'X'/, /'eastus'/, /Choose/]],
    zonesClosed: [
      machineFindings.zonesClosed(masters, size, 'eastus'),
      [/'X'/, /zone 1 and 2 only/, /'eastus'/, /Choose/],
    ],
    noImage: [machineFindings.noImage(masters, size, '4.16.30'), [/'X'/, /generation V1/, /4\.16\.30/, /Choose/]],
    noEncryptionAtHost: [machineFindings.noEncryptionAtHost('X', 't'), [/'X'/, /Choose/]],
    encryptionAtHostNotRegistered: [
      machineFindings.encryptionAtHostNotRegistered('t'),
      [/az feature register .* EncryptionAtHost/],
    ],
    quotaExceeded: [
      machineFindings.quotaExceeded('cores', 'eastus', { limit: 40, used: 10, needed: 44 }),
      [/'cores'/, /'eastus'/, / 40,/, / 10 /, / 44 more/, /quota of 54/],
    ],
    encryptionSetMissing: [machineFindings.encryptionSetMissing('/d', 't'), [/'\/d'/, /Make it/]],
    encryptionSetElsewhere: [
      machineFindings.encryptionSetElsewhere('/d', 'westus', 'eastus', 't'),
      [/'\/d'/, /'westus'/, /'eastus'/, /Name one/],
    ],
  } satisfies Table<typeof machineFindings>),
};

const textOf = ({ message, details = [] }: ErrorBody): string => [message, ...details.map(textOf)].join('\n');

it.each(Object.entries(table))('%s says a code of the catalogue, what is wrong, and what to do', (_, [found, said]) => {
  const { error } = found;

  expect(isFailureCode(error.code)).toBe(true);
  for (const pattern of said) expect(textOf(error)).toMatch(pattern);
  expect(error.message).toMatch(/\.$/);
  expect(error.message).not.toMatch(/undefined|\[object|'{2}|\.\./);
});

describe('what a step ends with', () => {
  const [one, other] = [networkFindings.customDnsServers('/v').error, providerFindings.notRegistered('N').error];

  it('is one finding by itself, with what to do with the cluster after it', () => {
    expect(invalidEnvironment([one], 'create').body).toEqual({
      ...one,
      message: `${one.message} Then delete this cluster and create it again.`,
    });
    expect(invalidEnvironment([one], 'update').body.message).toBe(`${one.message} Then send the update again.`);
  });

  it('is several findings with each in the details', () => {
    expect(invalidEnvironment([one, other], 'update').body).toEqual({
      code: 'InvalidEnvironment',
      message: "2 things are in the way of the cluster; 'details' has each. Mend them, then send the update again.",
      details: [one, other],
    });
  });

  it('is the rights that are missing, where they alone were waited for', () => {
    expect(rightsMissing('app', [right], 'create').body).toMatchObject({
      code: 'InvalidServicePrincipalPermissions',
      message: expect.stringMatching(/Then delete this cluster/) as string,
      details: [{ target: '/v' }],
    });
  });
});
