import { exampleClusterOf, exampleClusterWithIdentities, exampleId, type Overrides } from '../../examples.ts';
import { merged, requestsOf } from '../clusters.fixture.ts';
import { v20231122 } from '../v2023-11-22/version.ts';
import { refusalsOf } from '../v2022-04-01/requests.fixture.ts';
import { v20250725 } from '../v2025-07-25/version.ts';

const { create, put, patch } = requestsOf(v20250725);
const withIdentities = (overrides: Overrides = {}) => exampleClusterWithIdentities('2025-07-25', overrides);
const withPrincipal = (overrides: Overrides = {}) => exampleClusterOf('2025-07-25', overrides);
const id = (name: string) =>
  `/subscriptions/${exampleId.subscriptionId}/resourceGroups/identities/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
const profile = 'properties.platformWorkloadIdentityProfile';
const workloads = `${profile}.platformWorkloadIdentities`;
const ofOperators = (identities: unknown, more: Overrides = {}): Overrides => ({
  properties: { platformWorkloadIdentityProfile: { platformWorkloadIdentities: identities, ...more } },
});
const principal = { clientId: '00000000-0000-4000-8000-00000000000a', clientSecret: 'example-client-secret' };

/** A cluster whose identities Azure has told of. */
function stored() {
  const { cluster } = create(withIdentities());
  const { platformWorkloadIdentityProfile: workload } = cluster.properties;
  if (workload === undefined) throw new TypeError('the example has no identities');
  const told = Object.entries(workload.platformWorkloadIdentities).map(([name, identity]) => [
    name,
    { ...identity, clientId: `client of ${name}`, objectId: `object of ${name}` },
  ]);
  return {
    ...cluster,
    identity: {
      type: 'UserAssigned',
      userAssignedIdentities: { [id('cluster')]: { clientId: 'c', principalId: 'p' } },
    },
    properties: {
      ...cluster.properties,
      platformWorkloadIdentityProfile: {
        platformWorkloadIdentities: Object.fromEntries(told) as typeof workload.platformWorkloadIdentities,
      },
    },
  };
}

describe('the identity of a new cluster', () => {
  it('is a service principal, or managed identities', () => {
    expect(refusalsOf(() => create(withPrincipal()))).toEqual([]);
    expect(refusalsOf(() => create(withIdentities()))).toEqual([]);
  });

  it.each<[string, unknown, string[]]>([
    [
      'none',
      withPrincipal({ properties: { servicePrincipalProfile: undefined } }),
      ['InvalidParameter properties.servicePrincipalProfile'],
    ],
    [
      'both',
      withIdentities({ properties: { servicePrincipalProfile: principal } }),
      ['InvalidParameter properties.servicePrincipalProfile'],
    ],
    ['no identity of its own', withIdentities({ identity: undefined }), ['InvalidParameter identity']],
    [
      'an identity beside a service principal',
      withPrincipal({ identity: { type: 'UserAssigned', userAssignedIdentities: { [id('cluster')]: {} } } }),
      ['InvalidParameter identity'],
    ],
    [
      'two of its own',
      withIdentities({ identity: { userAssignedIdentities: { [id('b')]: {} } } }),
      ['InvalidParameter identity'],
    ],
    ['no type', withIdentities({ identity: { type: undefined } }), ['InvalidParameter identity.type']],
    ['another type', withIdentities({ identity: { type: 'SystemAssigned' } }), ['InvalidParameter identity.type']],
    ['an unknown type', withIdentities({ identity: { type: 'Own' } }), ['InvalidParameter identity.type']],
    [
      'something that is no identity',
      withIdentities({ identity: { userAssignedIdentities: { [id('cluster')]: undefined, '/x': {} } } }),
      ['InvalidParameter identity.userAssignedIdentities'],
    ],
    [
      'what Azure has to tell',
      withIdentities({ identity: { principalId: 'x' } }),
      ['PropertyChangeNotAllowed identity.principalId'],
    ],
  ])('cannot be %s', (_, body, expected) => {
    expect(refusalsOf(() => create(body))).toEqual(expected);
  });

  it.each<[string, Overrides, string[]]>([
    [
      'none',
      ofOperators({ 'file-csi-driver': undefined, 'cloud-controller-manager': undefined }),
      [`InvalidParameter ${workloads}`],
    ],
    ['nothing', ofOperators(undefined), [`InvalidParameter ${workloads}`]],
    [
      'one for two',
      ofOperators({ 'cloud-controller-manager': { resourceId: id('FILE-csi-driver') } }),
      [`InvalidParameter ${workloads}`],
    ],
    [
      'what is no identity',
      ofOperators({ 'cloud-controller-manager': { resourceId: '/x' } }),
      [`InvalidParameter ${workloads}['cloud-controller-manager'].resourceId`],
    ],
    [
      'without an id',
      ofOperators({ 'cloud-controller-manager': { resourceId: undefined } }),
      [`InvalidParameter ${workloads}['cloud-controller-manager'].resourceId`],
    ],
    [
      'null',
      ofOperators({ 'cloud-controller-manager': null }),
      [`InvalidParameter ${workloads}['cloud-controller-manager'].resourceId`],
    ],
    ['a text', ofOperators({ a: 'x' }), [`InvalidRequestContent ${workloads}['a']`]],
    [
      'unknown members',
      ofOperators({ a: { resourceId: id('abc'), x: 1 } }),
      [`InvalidRequestContent ${workloads}['a'].x`],
    ],
    [
      'for a version that is none',
      { properties: { platformWorkloadIdentityProfile: { upgradeableTo: 'next' } } },
      [`InvalidParameter ${profile}.upgradeableTo`],
    ],
  ])('of operators cannot be %s', (_, overrides, expected) => {
    expect(refusalsOf(() => create(withIdentities(overrides)))).toEqual(expected);
  });

  it('is named with null as well as with an empty object', () => {
    const { cluster } = create(withIdentities({ identity: { userAssignedIdentities: { [id('cluster')]: null } } }));

    expect(cluster.identity?.userAssignedIdentities).toEqual({ [id('cluster')]: {} });
  });

  it('copes with an operator named __proto__', () => {
    const identities = JSON.parse(`{"__proto__": {"resourceId": "${id('abc')}"}}`) as Overrides;
    const body = withIdentities();
    const properties = body['properties'] as Overrides;
    const { cluster } = create({
      ...body,
      properties: { ...properties, platformWorkloadIdentityProfile: { platformWorkloadIdentities: identities } },
    });

    expect(Object.keys(cluster.properties.platformWorkloadIdentityProfile?.platformWorkloadIdentities ?? {})).toEqual([
      '__proto__',
    ]);
  });
});

describe('the identity of a cluster that exists', () => {
  const current = stored();
  const wire = v20250725.toExternal(current);

  it('does not change by being sent back', () => {
    expect(put(current, wire).cluster).toBe(current);
    expect(put(current, withIdentities()).cluster).toEqual(current);
  });

  it('stays of its kind', () => {
    const { cluster } = create(withPrincipal());

    expect(refusalsOf(() => patch(current, { properties: { servicePrincipalProfile: principal } }))).toEqual([
      'PropertyChangeNotAllowed properties.servicePrincipalProfile',
    ]);
    expect(refusalsOf(() => patch(cluster, merged(ofOperators({ a: { resourceId: id('abc') } }), {})))).toEqual([
      `PropertyChangeNotAllowed ${profile}`,
    ]);
  });

  it('gets operators, and keeps those that it has', () => {
    const { cluster } = patch(current, ofOperators({ 'image-registry': { resourceId: id('image-registry') } }));

    expect(cluster.properties.platformWorkloadIdentityProfile?.platformWorkloadIdentities).toEqual({
      ...current.properties.platformWorkloadIdentityProfile.platformWorkloadIdentities,
      'image-registry': { resourceId: id('image-registry') },
    });
    expect(refusalsOf(() => patch(current, ofOperators({ 'file-csi-driver': null })))).toEqual([
      `PropertyChangeNotAllowed ${workloads}`,
    ]);
    expect(refusalsOf(() => put(current, withIdentities(ofOperators({ 'file-csi-driver': undefined }))))).toEqual([
      `PropertyChangeNotAllowed ${workloads}`,
    ]);
  });

  it('forgets what Azure told of an operator’s identity that is replaced', () => {
    const { cluster } = patch(current, ofOperators({ 'file-csi-driver': { resourceId: id('another') } }));
    const after = cluster.properties.platformWorkloadIdentityProfile?.platformWorkloadIdentities ?? {};

    expect(after['file-csi-driver']).toEqual({ resourceId: id('another') });
    expect(after['cloud-controller-manager']).toMatchObject({ clientId: 'client of cloud-controller-manager' });
  });

  it('keeps the spelling and what Azure told of an identity that is the same', () => {
    const body = ofOperators({ 'file-csi-driver': { resourceId: id('FILE-CSI-DRIVER') } });

    expect(patch(current, body).cluster).toBe(current);
    expect(patch(current, { identity: { userAssignedIdentities: { [id('CLUSTER')]: {} } } }).cluster).toBe(current);
  });

  it('is replaced when another one is named', () => {
    const { cluster } = patch(current, { identity: { userAssignedIdentities: { [id('other')]: {} } } });

    expect(cluster.identity).toEqual({ type: 'UserAssigned', userAssignedIdentities: { [id('other')]: {} } });
  });

  it('cannot be taken away', () => {
    expect(refusalsOf(() => patch(current, { identity: { userAssignedIdentities: null } }))).toEqual([
      'InvalidParameter identity',
    ]);
    expect(refusalsOf(() => patch(current, { identity: { type: 'None' } }))).toEqual([
      'PropertyChangeNotAllowed identity.type',
    ]);
  });
});

it('does not exist in a version before identities', () => {
  const body = exampleClusterOf('2023-11-22', { identity: { type: 'None' } });

  expect(refusalsOf(() => requestsOf(v20231122).create(body))).toEqual(['InvalidRequestContent identity']);
});
