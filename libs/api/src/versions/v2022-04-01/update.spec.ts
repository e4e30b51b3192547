import { CloudError } from '../../errors/cloud-error.ts';
import { exampleCluster, exampleId, exampleUpdate, exampleWorkerProfile, type Overrides } from './examples.ts';
import { patch, put, refusalsOf, storedCluster, violationsOf } from './requests.fixture.ts';
import { v20220401 } from './version.ts';

const current = storedCluster();
const shown = v20220401.toExternal(current);
const properties = (members: Overrides): Overrides => ({ properties: members });

describe('a PUT of an existing cluster through 2022-04-01', () => {
  it('changes nothing when it sends what GET has shown', () => {
    expect(put(current, shown).cluster).toBe(current);
    expect(put(current, shown).secrets).toEqual({});
  });

  it('changes nothing when it repeats the create, but for the secrets that it carries', () => {
    const { cluster, secrets } = put(current, exampleCluster());

    expect(cluster).toEqual(current);
    expect(Object.keys(secrets).sort()).toEqual(['clientSecret', 'pullSecret']);
  });

  it('keeps what this version cannot say', () => {
    const { cluster } = put(current, exampleCluster({ tags: { environment: 'new' } }));

    expect(cluster).toEqual({ ...current, tags: { environment: 'new' } });
  });

  it('removes tags that it does not name', () => {
    expect(put(current, exampleCluster({ tags: undefined })).cluster).not.toHaveProperty('tags');
  });

  it('keeps the version and the secrets when it does not name them', () => {
    const body = exampleCluster(
      properties({
        clusterProfile: { version: undefined, pullSecret: undefined },
        servicePrincipalProfile: { clientSecret: undefined },
      }),
    );
    const { cluster, secrets } = put(current, body);

    expect(cluster.properties.clusterProfile.version).toBe('4.14.16');
    expect(secrets).toEqual({});
  });

  it('takes another client id and secret', () => {
    const clientId = '00000000-0000-4000-8000-0000000000ff';
    const { cluster, secrets } = put(current, exampleCluster(properties({ servicePrincipalProfile: { clientId } })));

    expect(cluster.properties.servicePrincipalProfile).toEqual({ clientId });
    expect(secrets.clientSecret?.reveal()).toBe('example-client-secret');
  });

  it('gives the path the spelling of the request, and nothing else', () => {
    const id = { ...exampleId, id: exampleId.id.replace('clusters/', 'Clusters/'), name: 'Cluster' };

    expect(put(current, shown, { id }).cluster).toEqual({ ...current, id: id.id, name: 'Cluster' });
  });

  it('keeps the stored spelling of ids that differ in case only', () => {
    const subnetId = current.properties.masterProfile.subnetId.toUpperCase();
    const body = exampleCluster({ location: 'East US', properties: { masterProfile: { subnetId } } });

    expect(put(current, body).cluster).toEqual(current);
  });

  it.each<[string, Overrides, string]>([
    ['location', { location: 'westus' }, 'location'],
    ['id', { id: '/x' }, 'id'],
    ['name', { name: 'x' }, 'name'],
    ['type', { type: 'x' }, 'type'],
    ['system data', { systemData: { createdBy: 'eve' } }, 'systemData.createdBy'],
    ['provisioning state', properties({ provisioningState: 'Failed' }), 'properties.provisioningState'],
    ['console', properties({ consoleProfile: { url: 'https://x' } }), 'properties.consoleProfile.url'],
    ['domain', properties({ clusterProfile: { domain: 'other' } }), 'properties.clusterProfile.domain'],
    ['version', properties({ clusterProfile: { version: '4.15.0' } }), 'properties.clusterProfile.version'],
    ['group', properties({ clusterProfile: { resourceGroupId: '/x' } }), 'properties.clusterProfile.resourceGroupId'],
    [
      'FIPS',
      properties({ clusterProfile: { fipsValidatedModules: 'Enabled' } }),
      'properties.clusterProfile.fipsValidatedModules',
    ],
    ['pod range', properties({ networkProfile: { podCidr: '10.0.0.0/14' } }), 'properties.networkProfile.podCidr'],
    ['master size', properties({ masterProfile: { vmSize: 'Standard_D16s_v3' } }), 'properties.masterProfile.vmSize'],
    [
      'encryption',
      properties({ masterProfile: { encryptionAtHost: 'Enabled' } }),
      'properties.masterProfile.encryptionAtHost',
    ],
    [
      'disk encryption set',
      properties({ masterProfile: { diskEncryptionSetId: '/x' } }),
      'properties.masterProfile.diskEncryptionSetId',
    ],
    [
      'number of workers',
      properties({ workerProfiles: [exampleWorkerProfile({ count: 4 })] }),
      "properties.workerProfiles['worker'].count",
    ],
    [
      'worker profiles',
      properties({ workerProfiles: [exampleWorkerProfile({ name: 'x' })] }),
      'properties.workerProfiles',
    ],
    [
      'visibility',
      properties({ apiserverProfile: { visibility: 'Private' } }),
      'properties.apiserverProfile.visibility',
    ],
    ['API server', properties({ apiserverProfile: { url: 'https://x' } }), 'properties.apiserverProfile.url'],
    ['ingress profiles', properties({ ingressProfiles: [] }), 'properties.ingressProfiles'],
    [
      'ingress address',
      properties({ ingressProfiles: [{ name: 'default', visibility: 'Public', ip: '198.51.100.1' }] }),
      "properties.ingressProfiles['default'].ip",
    ],
  ])('refuses another %s, and so does a PATCH', (_, overrides, target) => {
    const refusal = [`PropertyChangeNotAllowed ${target}`];

    expect(refusalsOf(() => put(current, exampleCluster(overrides)))).toEqual(refusal);
    expect(refusalsOf(() => patch(current, overrides))).toEqual(refusal);
  });

  it('refuses to drop an optional value that cannot change', () => {
    const diskEncryptionSetId = `/subscriptions/${exampleId.subscriptionId}/resourceGroups/d/providers/Microsoft.Compute/diskEncryptionSets/des`;
    const encrypted = storedCluster(
      properties({
        masterProfile: { diskEncryptionSetId },
        workerProfiles: [exampleWorkerProfile({ diskEncryptionSetId })],
      }),
    );

    expect(refusalsOf(() => put(encrypted, exampleCluster()))).toEqual([
      'PropertyChangeNotAllowed properties.masterProfile.diskEncryptionSetId',
      "PropertyChangeNotAllowed properties.workerProfiles['worker'].diskEncryptionSetId",
    ]);
  });

  it('says what a replace has to have', () => {
    expect(refusalsOf(() => put(current, { location: 'eastus' }))).toEqual(
      expect.arrayContaining([
        'InvalidParameter properties.clusterProfile.domain',
        'InvalidParameter properties.masterProfile.vmSize',
        'InvalidParameter properties.workerProfiles',
      ]),
    );
  });

  it('does not look again at values that are stored, for rules become stricter', () => {
    const masterProfile = { ...current.properties.masterProfile, vmSize: 'Standard_Old' };
    const old = {
      ...current,
      tags: { 'a/b': 'from before' },
      properties: { ...current.properties, masterProfile, servicePrincipalProfile: { clientId: 'from-before' } },
    };

    expect(refusalsOf(() => put(old, v20220401.toExternal(old)))).toEqual([]);
    expect(refusalsOf(() => patch(old, properties({ servicePrincipalProfile: { clientSecret: 'x' } })))).toEqual([]);
  });

  it('takes the default for what a cluster of an older version never said', () => {
    const { encryptionAtHost: _unsaid, ...masterProfile } = current.properties.masterProfile;
    const old = { ...current, properties: { ...current.properties, masterProfile } } as typeof current;

    expect(put(old, exampleCluster()).cluster.properties.masterProfile.encryptionAtHost).toBe('Disabled');
  });

  it('refuses to name one of several profiles twice and another not at all', () => {
    const [profile] = current.properties.workerProfiles;
    const two = [profile, { ...profile, name: 'infra' }];
    const withTwo = { ...current, properties: { ...current.properties, workerProfiles: two } } as typeof current;

    expect(
      refusalsOf(() =>
        patch(withTwo, properties({ workerProfiles: [exampleWorkerProfile(), exampleWorkerProfile()] })),
      ),
    ).toEqual(['PropertyChangeNotAllowed properties.workerProfiles']);
  });

  it('accepts a cluster without a service principal, and gives it none', () => {
    const { servicePrincipalProfile: _none, ...rest } = current.properties;
    const withIdentities = { ...current, properties: rest };

    expect(put(withIdentities, v20220401.toExternal(withIdentities)).cluster).toBe(withIdentities);
    expect(refusalsOf(() => put(withIdentities, exampleCluster()))).toEqual([
      'PropertyChangeNotAllowed properties.servicePrincipalProfile',
    ]);
  });

  it('accepts an instant of its own in another notation', () => {
    const systemData = { ...(shown['systemData'] as Overrides), createdAt: '2026-01-01T00:00:00+00:00' };

    expect(put(current, { ...shown, systemData }).cluster).toBe(current);
  });
});

describe('a PATCH through 2022-04-01', () => {
  it('changes nothing when it is empty', () => {
    expect(patch(current, {}, { systemData: { lastModifiedBy: 'bob' } }).cluster).toBe(current);
    expect(patch(current, { properties: {} }).cluster).toBe(current);
  });

  it('changes what it names', () => {
    const { cluster, secrets } = patch(current, exampleUpdate());

    expect(cluster).toEqual({ ...current, tags: { environment: 'production' } });
    expect(secrets.clientSecret?.reveal()).toBe('another-example-client-secret');
  });

  it.each([[null], [{}]])('clears the tags by %j', (tags) => {
    expect(patch(current, { tags }).cluster.tags ?? {}).toEqual({});
  });

  it('refuses to remove what is required', () => {
    expect(
      refusalsOf(() => patch(current, properties({ servicePrincipalProfile: null, workerProfiles: null }))),
    ).toEqual([
      'InvalidParameter properties.workerProfiles',
      'InvalidParameter properties.servicePrincipalProfile.clientId',
    ]);
  });

  it('replaces arrays as a whole, so that an element has to be complete', () => {
    const targets = violationsOf(() => patch(current, properties({ workerProfiles: [{ name: 'worker' }] })));

    expect(targets.map(({ target }) => target)).toEqual(
      expect.arrayContaining([
        "properties.workerProfiles['worker'].vmSize",
        "properties.workerProfiles['worker'].count",
      ]),
    );
  });

  it('finds an absent cluster nowhere', () => {
    expect.assertions(1);
    try {
      v20220401.apply({ method: 'PATCH', id: exampleId, location: 'eastus', body: {} });
    } catch (error) {
      expect(error instanceof CloudError && [error.status, error.body.code]).toEqual([404, 'ResourceNotFound']);
    }
  });
});

describe('system data', () => {
  const bob = {
    createdBy: 'bob',
    createdAt: '2026-02-02T00:00:00Z',
    lastModifiedBy: 'bob',
    lastModifiedByType: 'User',
  };

  it('notes who changed the cluster, and never who created it', () => {
    expect(patch(current, { tags: {} }, { systemData: bob }).cluster.systemData).toEqual({
      ...current.systemData,
      lastModifiedBy: 'bob',
      lastModifiedByType: 'User',
    });
  });

  it('notes who changed a secret', () => {
    const body = properties({ servicePrincipalProfile: { clientSecret: 'x' } });

    expect(patch(current, body, { systemData: bob }).cluster.systemData?.lastModifiedBy).toBe('bob');
  });

  it('stays when the header could not be read', () => {
    expect(patch(current, { tags: {} }).cluster.systemData).toEqual(current.systemData);
  });
});
