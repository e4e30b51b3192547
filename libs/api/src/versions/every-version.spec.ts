import fc from 'fast-check';
import { exampleClusterOf, exampleRunningCluster, type Overrides } from '../examples.ts';
import { type OpenShiftCluster } from '../model/cluster.ts';
import { type ApiVersion } from './api-version.ts';
import { isObject, merged, requestsOf, someTags, validBodyOf } from './clusters.fixture.ts';
import { applyTo } from './converter.ts';
import { versions } from './registry.ts';
import { type Shape } from './schema/shape.ts';
import { refusalsOf, violationsOf } from './v2022-04-01/requests.fixture.ts';

const all = [...versions.values()];
const runs = { numRuns: 25 };

/** The model with a member that no version knows in every object of it. */
function withUnknown<T>(value: T, extra: unknown): T {
  if (Array.isArray(value)) return value.map((each: unknown) => withUnknown(each, extra)) as T;
  if (!isObject(value)) return value;
  const free = new Set(['tags', 'userAssignedIdentities', 'platformWorkloadIdentities']);
  const members = Object.entries(value).map(([key, each]) => [key, free.has(key) ? each : withUnknown(each, extra)]);
  return { ...Object.fromEntries(members), unknownMember: extra } as T;
}

const withoutSecrets = (body: unknown): unknown =>
  JSON.parse(
    JSON.stringify(body, (key, value: unknown) => (['pullSecret', 'clientSecret'].includes(key) ? undefined : value)),
  );

/** A running cluster with a value other than the default for everything that the version cannot say. */
function donorFor({ shape }: ApiVersion, identities: boolean): OpenShiftCluster {
  const running = exampleRunningCluster({ identities });
  const { networkProfile, ...properties } = running.properties;
  const { loadBalancerProfile: _one, ...network } = networkProfile;
  const hasBalancer = pathsOf(shape).includes('properties.networkProfile.loadBalancerProfile');
  return {
    ...running,
    properties: {
      ...properties,
      clusterProfile: { ...properties.clusterProfile, fipsValidatedModules: 'Enabled' },
      networkProfile: {
        ...network,
        outboundType: 'UserDefinedRouting',
        preconfiguredNSG: 'Enabled',
        ...(hasBalancer ? {} : { loadBalancerProfile: { managedOutboundIps: { count: 7 } } }),
      },
      masterProfile: { ...properties.masterProfile, encryptionAtHost: 'Enabled' },
      workerProfiles: properties.workerProfiles.map((profile) => ({
        ...profile,
        encryptionAtHost: 'Enabled' as const,
      })),
    },
  };
}

const pathsOf = (shape: Shape, wanted?: string, path = ''): string[] =>
  shape.members.flatMap((member) => {
    const wire = path === '' ? member.wire : `${path}.${member.wire}`;
    const own = wanted === undefined || (member.access === wanted && !('of' in member)) ? [wire] : [];
    return member.kind === 'object' ? [...own, ...pathsOf(member.of, wanted, wire)] : own;
  });

const nest = ([first = '', ...rest]: string[], value: unknown): Overrides => ({
  [first]: rest.length === 0 ? value : nest(rest, value),
});

describe.each(all)('$version', (version) => {
  const { create, put, patch } = requestsOf(version);
  const { shape, toExternal } = version;
  const validBody = validBodyOf(version);

  it('shows a cluster as it was asked for, but for its secrets', () => {
    fc.assert(
      fc.property(validBody, (body) => {
        expect(toExternal(create(body).cluster)).toMatchObject(withoutSecrets(body) as object);
      }),
      runs,
    );
  });

  it('changes nothing by a PUT or PATCH of what it shows, whichever version made the cluster', () => {
    const made = fc
      .constantFrom(...all)
      .chain((by) => validBodyOf(by).map((body) => requestsOf(by).create(body).cluster));
    fc.assert(
      fc.property(made, fc.jsonValue(), (cluster, extra) => {
        const current = withUnknown(cluster, extra);

        expect(put(current, toExternal(current)).cluster).toBe(current);
        expect(patch(current, toExternal(current)).cluster).toBe(current);
      }),
      runs,
    );
  });

  it('keeps what it cannot say through its PUT and PATCH', () => {
    fc.assert(
      fc.property(validBody, fc.jsonValue(), someTags, (body, extra, tags) => {
        const identities = body['identity'] !== undefined;
        const wire = toExternal(create(body).cluster);
        const current = withUnknown(applyTo(shape, wire, donorFor(version, identities)), extra);
        const expected = { ...current, tags };

        expect(patch(current, { tags }).cluster).toEqual(expected);
        expect(put(current, { ...body, tags }).cluster).toEqual(expected);
      }),
      runs,
    );
  });

  it('has read-only members that no request can change', () => {
    const current = exampleRunningCluster({ identities: shape.named.has('identity') });
    const paths = pathsOf(shape, 'read-only');
    fc.assert(
      fc.property(fc.subarray(paths, { minLength: 1 }), fc.stringMatching(/^other-[a-z]{1,8}$/), (chosen, value) => {
        const body = chosen.reduce<Overrides>((so, path) => merged(so, nest(path.split('.'), value)), {});

        expect(new Set(refusalsOf(() => patch(current, body)))).toEqual(
          new Set(chosen.map((path) => `PropertyChangeNotAllowed ${path}`)),
        );
      }),
      runs,
    );
  });

  it('accepts or refuses with 400 whatever stands in any place, and shows no secret', () => {
    const canary = 'canary-4711';
    const start = exampleClusterOf(version.version, {
      properties: { servicePrincipalProfile: { clientSecret: canary } },
    });
    const current = exampleRunningCluster({ identities: shape.named.has('identity') });
    const anything = fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })));
    const change = fc.tuple(fc.constantFrom(...pathsOf(shape)), anything);
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 3 }), (changes) => {
        const body = changes.reduce<Overrides>((so, [path, value]) => merged(so, nest(path.split('.'), value)), start);
        const refusals = [create, (it: unknown) => put(current, it), (it: unknown) => patch(current, it)].flatMap(
          (act) => violationsOf(() => act(body)),
        );

        expect(JSON.stringify(refusals)).not.toContain(canary);
      }),
      { numRuns: 150 },
    );
  });

  it('changes neither the cluster nor the request that it is given', () => {
    fc.assert(
      fc.property(validBody, someTags, (body, tags) => {
        const current = create(body).cluster;
        const before = structuredClone([current, body]);

        put(current, { ...body, tags });

        expect([current, body]).toEqual(before);
      }),
      runs,
    );
  });
});
