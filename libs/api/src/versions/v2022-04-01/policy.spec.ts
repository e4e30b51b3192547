import { type Shape } from '../schema/shape.ts';
import { v20220401 } from './version.ts';

const policies = (shape: Shape, path = ''): string[] =>
  shape.members.flatMap((member) => {
    const wire = path === '' ? member.wire : `${path}.${member.wire}`;
    if (member.kind === 'object') return policies(member.of, wire);
    if (member.kind === 'list') return [`${wire}: ${member.access}`, ...policies(member.of, `${wire}[]`)];
    const same = 'same' in member ? ` (${member.same})` : '';
    return [`${wire}: ${member.secret === undefined ? '' : 'secret, '}${member.access}${same}`];
  });

describe('2022-04-01', () => {
  it('says of each member who may change it, and when two values are the same', () => {
    expect(policies(v20220401.shape)).toEqual([
      'id: read-only (ignoring-case)',
      'name: read-only (ignoring-case)',
      'type: read-only (ignoring-case)',
      'location: immutable (location)',
      'systemData.createdBy: read-only',
      'systemData.createdByType: read-only',
      'systemData.createdAt: read-only (instant)',
      'systemData.lastModifiedBy: read-only',
      'systemData.lastModifiedByType: read-only',
      'systemData.lastModifiedAt: read-only (instant)',
      'tags: mutable',
      'properties.provisioningState: read-only',
      'properties.clusterProfile.pullSecret: secret, mutable',
      'properties.clusterProfile.domain: immutable',
      'properties.clusterProfile.version: immutable',
      'properties.clusterProfile.resourceGroupId: immutable (ignoring-case)',
      'properties.clusterProfile.fipsValidatedModules: immutable',
      'properties.consoleProfile.url: read-only',
      'properties.servicePrincipalProfile.clientId: mutable (ignoring-case)',
      'properties.servicePrincipalProfile.clientSecret: secret, mutable',
      'properties.networkProfile.podCidr: immutable',
      'properties.networkProfile.serviceCidr: immutable',
      'properties.masterProfile.vmSize: immutable',
      'properties.masterProfile.subnetId: immutable (ignoring-case)',
      'properties.masterProfile.encryptionAtHost: immutable',
      'properties.masterProfile.diskEncryptionSetId: immutable (ignoring-case)',
      'properties.workerProfiles: immutable',
      'properties.workerProfiles[].name: immutable',
      'properties.workerProfiles[].vmSize: immutable',
      'properties.workerProfiles[].diskSizeGB: immutable',
      'properties.workerProfiles[].subnetId: immutable (ignoring-case)',
      'properties.workerProfiles[].count: immutable',
      'properties.workerProfiles[].encryptionAtHost: immutable',
      'properties.workerProfiles[].diskEncryptionSetId: immutable (ignoring-case)',
      'properties.apiserverProfile.visibility: immutable',
      'properties.apiserverProfile.url: read-only',
      'properties.apiserverProfile.ip: read-only',
      'properties.ingressProfiles: immutable',
      'properties.ingressProfiles[].name: immutable',
      'properties.ingressProfiles[].visibility: immutable',
      'properties.ingressProfiles[].ip: read-only',
    ]);
  });
});
