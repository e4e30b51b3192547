import { CloudError, type ErrorBody } from '@aro-rp/api';
import { InstallerError, type InstallerFailure } from '@aro-rp/openshift';
import { customerErrors } from './customer-errors.ts';

const id = (what: string) => `/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/${what}`;
const bodyOf = (error: CloudError | ErrorBody): ErrorBody => (error instanceof CloudError ? error.body : error);
const installer = (kind: InstallerFailure, ...lines: string[]) =>
  new InstallerError(kind, 'exit code 3: last line', { command: 'create manifests', lines });

const subnet = id('virtualNetworks/v/subnets/s');
/** Every error, what is at fault on the wire, and what the customer has to read in it. */
const table: Record<keyof typeof customerErrors, [CloudError | ErrorBody, string | undefined, RegExp[]]> = {
  domainTaken: [customerErrors.domainTaken('d.example.com'), 'properties.clusterProfile.domain', [/'d\.example\.com'/]],
  resourceGroupForeign: [
    customerErrors.resourceGroupForeign(
      { id: '/rg', name: 'rg', location: 'eastus', managedBy: '/other' },
      { location: 'westus' },
    ),
    'properties.clusterProfile.resourceGroupId',
    [/'\/rg'/, /'\/other'/, /'westus'/],
  ],
  resourceGroupGone: [customerErrors.resourceGroupGone('/rg'), 'properties.clusterProfile.resourceGroupId', [/'\/rg'/]],
  resourceGroupInvalid: [
    customerErrors.resourceGroupInvalid('x'),
    'properties.clusterProfile.resourceGroupId',
    [/'x'/],
  ],
  notBuilt: [
    customerErrors.notBuilt(['properties.networkProfile.outboundType', 'properties.networkProfile.preconfiguredNSG']),
    'properties.networkProfile.outboundType',
    [/outboundType', 'properties\.networkProfile\.preconfiguredNSG'/],
  ],
  subnetInvalid: [
    customerErrors.subnetInvalid('x', 'properties.masterProfile.subnetId'),
    'properties.masterProfile.subnetId',
    [/'x'/],
  ],
  subnetsInDifferentNetworks: [
    customerErrors.subnetsInDifferentNetworks('a', 'b'),
    'properties.workerProfiles[0].subnetId',
    [/'a'/, /'b'/],
  ],
  subnetGone: [customerErrors.subnetGone(subnet), subnet, [/subnets\/s'/]],
  subnetFull: [customerErrors.subnetFull(subnet), subnet, [/subnets\/s'/, /larger subnet/]],
  foreignNetworkSecurityGroup: [
    customerErrors.foreignNetworkSecurityGroup(subnet, '/nsg', true),
    subnet,
    [/subnets\/s'/, /'\/nsg'/],
  ],
  servicePrincipalCredentials: [
    customerErrors.servicePrincipalCredentials('app', 'AADSTS7000215', 'Invalid client secret.'),
    'properties.servicePrincipalProfile',
    [/'app'/, /AADSTS7000215: Invalid client secret\./],
  ],
  versionNotOffered: [customerErrors.versionNotOffered('4.1.1'), 'properties.clusterProfile.version', [/'4\.1\.1'/]],
  vmSizeNotAvailable: [
    customerErrors.vmSizeNotAvailable('Standard_X', 'eastus'),
    'Standard_X',
    [/'Standard_X'/, /'eastus'/],
  ],
  installerRefused: [
    customerErrors.installerRefused(installer('quota', 'first', 'the quota of 10 cores is used up.')),
    undefined,
    [/the quota of 10 cores is used up\./],
  ],
  installationTooOld: [customerErrors.installationTooOld(), undefined, [/certificates/]],
  workerFailed: [
    customerErrors.workerFailed('w-1', 'SkuNotAvailable in zone 2.'),
    'w-1',
    [/'w-1'/, /SkuNotAvailable in zone 2\./],
  ],
};

const textOf = ({ message, details = [] }: ErrorBody): string => [message, ...details.map(textOf)].join('\n');

/** What a customer can do about a create that has failed. */
const remedies = /Delete (this|the) cluster|delete this cluster|Make it/;

it.each(Object.entries(table))('%s says a code, what is at fault, and what to do', (_, [error, target, said]) => {
  const body = bodyOf(error);

  expect(body.code).toMatch(/^[A-Z][A-Za-z]+$/);
  expect(body.target).toBe(target);
  for (const pattern of said) expect(textOf(body)).toMatch(pattern);
  expect(body.message).toMatch(remedies);
  expect(body.message).not.toMatch(/undefined|\[object|'{2}|\.\./);
});

it.each<[InstallerFailure, string]>([
  ['credentials', 'InvalidServicePrincipalCredentials'],
  ['permissions', 'InvalidServicePrincipalPermissions'],
  ['network', 'InvalidLinkedVNet'],
  ['cidr', 'InvalidLinkedVNet'],
  ['vm-size', 'SkuNotAvailable'],
  ['quota', 'QuotaExceeded'],
  ['region', 'RequestDisallowedByAzure'],
  ['unknown', 'DeploymentFailed'],
])("an installer's refusal about %s is %s", (kind, code) => {
  expect(customerErrors.installerRefused(installer(kind, 'line')).body.code).toBe(code);
});

it('a security group of somebody else keeps a running cluster from nothing but its update', () => {
  const { message } = customerErrors.foreignNetworkSecurityGroup(subnet, '/nsg', false).body;

  expect(message).toMatch(/Remove it from the subnet and send the update again\.$/);
});

it('an installer that printed nothing is quoted with how it ended', () => {
  expect(customerErrors.installerRefused(installer('network')).body.message).toContain('exit code 3');
});

it('what others say ends as a sentence, whether they end it or not', () => {
  for (const text of ['it is full', 'it is full.'])
    for (const error of [
      customerErrors.installerRefused(installer('cidr', text)),
      customerErrors.workerFailed('w', text),
      customerErrors.servicePrincipalCredentials('app', 'AADSTS1', text),
    ])
      expect(error.body.message).toMatch(/it is full\. [A-Z]/);
});
