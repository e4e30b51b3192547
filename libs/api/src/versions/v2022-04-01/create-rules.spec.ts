import { exampleCluster, exampleId, exampleWorkerProfile, type Overrides } from './examples.ts';
import { create, refusalsOf, violationsOf } from './requests.fixture.ts';

const properties = (members: Overrides) => exampleCluster({ properties: members });
const subscription = '00000000-0000-4000-8000-00000000ffff';
const foreignNetwork = `/subscriptions/${subscription}/resourceGroups/n/providers/Microsoft.Network/virtualNetworks/vnet`;
const set = `/subscriptions/${exampleId.subscriptionId}/resourceGroups/d/providers/Microsoft.Compute/diskEncryptionSets/des`;

describe('the rules of a create through 2022-04-01', () => {
  it.each(['A', 'a', '1a', '-ab', 'ab-', 'ab..c', 'ab.', 'ab.C', `a${'b'.repeat(63)}`, 'ab cd', 'ab_c'])(
    'refuses the domain %j',
    (domain) => {
      expect(refusalsOf(() => create(properties({ clusterProfile: { domain } })))).toEqual([
        'InvalidParameter properties.clusterProfile.domain',
      ]);
    },
  );

  it.each([
    ['cluster.eastus.aro.example', true],
    ['a.cluster.eastus.aro.example', false],
    ['eastus.aro.example', false],
    ['cluster.westus.aro.example', false],
    ['aro.example', false],
    ['myaro.example', true],
  ])('guards the domains of the service: %s accepted: %s', (domain, isAccepted) => {
    const body = properties({ clusterProfile: { domain } });

    expect(refusalsOf(() => create(body, { clusterDomain: 'eastus.aro.example' })).length === 0).toBe(isAccepted);
  });

  it.each([
    ['', 'a text'],
    ['{', 'broken JSON'],
    ['[]', 'an array'],
    ['{"auths":[]}', 'auths that are no object'],
    ['{"auths":{"r":"x"}}', 'an auth that is no object'],
  ])('refuses a pull secret that is none, and does not show it: %j', (text) => {
    const [violation] = violationsOf(() => create(properties({ clusterProfile: { pullSecret: `canary${text}` } })));

    expect(violation).toMatchObject({ code: 'InvalidParameter', target: 'properties.clusterProfile.pullSecret' });
    expect(violation?.message).not.toContain('canary');
  });

  it.each(['{}', '{"auths":{}}'])('accepts the pull secret %s', (pullSecret) => {
    expect(refusalsOf(() => create(properties({ clusterProfile: { pullSecret } })))).toEqual([]);
  });

  it('asks for a newer OpenShift when the size of a machine needs one', () => {
    const withVersion = (version: string) =>
      exampleCluster({
        properties: {
          clusterProfile: { version },
          masterProfile: { vmSize: 'Standard_D8s_v6' },
          workerProfiles: [exampleWorkerProfile({ vmSize: 'Standard_D4ls_v6' })],
        },
      });

    expect(refusalsOf(() => create(withVersion('4.18.9')))).toEqual([
      'InvalidParameter properties.masterProfile.vmSize',
      "InvalidParameter properties.workerProfiles['worker'].vmSize",
    ]);
    expect([...refusalsOf(() => create(withVersion('4.19.0'))), ...refusalsOf(() => create(withVersion('')))]).toEqual(
      [],
    );
  });

  it('refuses subnets and disk encryption sets of another subscription, each by itself', () => {
    const foreignSet = set.replace(exampleId.subscriptionId, subscription);
    const body = exampleCluster({
      properties: {
        masterProfile: { subnetId: `${foreignNetwork}/subnets/master`, diskEncryptionSetId: foreignSet },
        workerProfiles: [
          exampleWorkerProfile({ subnetId: `${foreignNetwork}/subnets/worker`, diskEncryptionSetId: foreignSet }),
        ],
      },
    });

    expect(refusalsOf(() => create(body))).toEqual([
      'InvalidParameter properties.masterProfile.subnetId',
      'InvalidParameter properties.masterProfile.diskEncryptionSetId',
      "InvalidParameter properties.workerProfiles['worker'].subnetId",
      "InvalidParameter properties.workerProfiles['worker'].diskEncryptionSetId",
    ]);
  });
});
