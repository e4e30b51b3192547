import fc from 'fast-check';
import { CloudError } from '../../errors/cloud-error.ts';
import { type OpenShiftCluster } from '../../model/cluster.ts';
import { formatCidr, parseCidr } from '../rules/cidr.ts';
import { masterVmSizes, workerVmSizes } from '../rules/vm-sizes.ts';
import { type Shape, type ShapeMember } from '../schema/shape.ts';
import { exampleCluster, exampleId, exampleWorkerProfile, type Overrides } from './examples.ts';
import { create, patch, put, refusalsOf, storedCluster } from './requests.fixture.ts';
import { v20220401 } from './version.ts';

const { shape, toExternal } = v20220401;

const toggle = fc.constantFrom('Enabled', 'Disabled');
const visibility = fc.constantFrom('Public', 'Private');
const name = fc.stringMatching(/^[a-z][a-z0-9]{1,12}$/);
const tags = fc.dictionary(fc.stringMatching(/^[A-Za-z0-9 _.-]{1,20}$/), fc.string({ maxLength: 256 }), { maxKeys: 5 });
const range = (prefix: number) =>
  fc
    .integer({ min: 1, max: 99 })
    .map((first) => formatCidr(parseCidr(`${first}.0.0.0/${prefix}`) ?? { first: 0, prefix, last: 0, address: 0 }));
const diskEncryptionSet = fc.option(
  name.map(
    (set) =>
      `/subscriptions/${exampleId.subscriptionId}/resourceGroups/d/providers/Microsoft.Compute/diskEncryptionSets/${set}`,
  ),
  { nil: undefined },
);

/** Bodies of a create that break no rule. */
const validBody = fc
  .record({
    tags,
    domain: name,
    group: name,
    clientId: fc.uuid(),
    fips: toggle,
    podCidr: range(14),
    serviceCidr: range(16),
    masterSize: fc.constantFrom(...masterVmSizes.keys()),
    workerSize: fc.constantFrom(...workerVmSizes.keys()),
    encryption: toggle,
    diskEncryptionSetId: diskEncryptionSet,
    count: fc.integer({ min: 2, max: 50 }),
    diskSizeGB: fc.integer({ min: 128, max: 4096 }),
    visibility,
  })
  .map((of) =>
    exampleCluster({
      tags: undefined,
      ...(Object.keys(of.tags).length > 0 ? { tags: of.tags } : {}),
      properties: {
        clusterProfile: {
          domain: of.domain,
          version: undefined,
          resourceGroupId: `/subscriptions/${exampleId.subscriptionId}/resourceGroups/aro-${of.group}`,
          fipsValidatedModules: of.fips,
        },
        servicePrincipalProfile: { clientId: of.clientId },
        networkProfile: { podCidr: of.podCidr, serviceCidr: of.serviceCidr },
        masterProfile: {
          vmSize: of.masterSize,
          encryptionAtHost: of.encryption,
          diskEncryptionSetId: of.diskEncryptionSetId,
        },
        workerProfiles: [
          exampleWorkerProfile({
            vmSize: of.workerSize,
            count: of.count,
            diskSizeGB: of.diskSizeGB,
            diskEncryptionSetId: of.diskEncryptionSetId,
          }),
        ],
        apiserverProfile: { visibility: of.visibility },
      },
    }),
  );

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The body without the secrets in it. */
const withoutSecrets = (body: Record<string, unknown>) => {
  const members = body['properties'] as Record<string, Record<string, unknown>>;
  const { pullSecret: _pullSecret, ...clusterProfile } = members['clusterProfile'] ?? {};
  const { clientSecret: _clientSecret, ...servicePrincipalProfile } = members['servicePrincipalProfile'] ?? {};
  return { ...body, properties: { ...members, clusterProfile, servicePrincipalProfile } };
};

/** The model with a member that no version knows in every object of it. */
function withUnknown<T>(value: T, extra: unknown): T {
  if (Array.isArray(value)) return value.map((each: unknown) => withUnknown(each, extra)) as T;
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([key, each]) => [key, key === 'tags' ? each : withUnknown(each, extra)]);
  return { ...Object.fromEntries(members), unknownMember: extra } as T;
}

const stored = (body: Record<string, unknown>, extra: unknown): OpenShiftCluster =>
  withUnknown(create(body).cluster, extra);

describe('a cluster in 2022-04-01', () => {
  it('is shown as it was asked for, but for its secrets', () => {
    fc.assert(
      fc.property(validBody, (body) => {
        expect(toExternal(create(body).cluster)).toMatchObject(withoutSecrets(body));
      }),
    );
  });

  it('is the same after a PUT of what GET shows, whatever else is stored of it', () => {
    fc.assert(
      fc.property(validBody, fc.jsonValue(), (body, extra) => {
        const current = stored(body, extra);

        expect(put(current, toExternal(current)).cluster).toBe(current);
        expect(patch(current, toExternal(current)).cluster).toBe(current);
      }),
    );
  });

  it('keeps what this version cannot say through every PUT and PATCH', () => {
    fc.assert(
      fc.property(validBody, fc.jsonValue(), tags, fc.uuid(), (body, extra, newTags, clientId) => {
        const current = stored(body, extra);
        const expected = {
          ...current,
          tags: newTags,
          properties: {
            ...current.properties,
            servicePrincipalProfile: { ...current.properties.servicePrincipalProfile, clientId },
          },
        };
        const change = { tags: newTags, properties: { servicePrincipalProfile: { clientId } } };

        expect(patch(current, change).cluster).toEqual(expected);
        expect(put(current, exampleOver(body, change)).cluster).toEqual(expected);
      }),
    );
  });

  it('has read-only members that no request can change', () => {
    const current = storedCluster();
    const paths = readOnlyPaths(shape).filter((path) => !path.includes('[]'));
    fc.assert(
      fc.property(fc.subarray(paths, { minLength: 1 }), fc.stringMatching(/^other-[a-z]{1,8}$/), (chosen, value) => {
        const body = chosen.reduce<Overrides>((all, path) => merge(all, nest(path.split('.'), value)), {});

        expect(new Set(refusalsOf(() => patch(current, body)))).toEqual(
          new Set(chosen.map((path) => `PropertyChangeNotAllowed ${path}`)),
        );
      }),
    );
  });
});

const readOnlyPaths = (of: Shape, path = ''): string[] =>
  of.members.flatMap((member) => {
    const wire = path === '' ? member.wire : `${path}.${member.wire}`;
    if (member.kind === 'object') return readOnlyPaths(member.of, wire);
    if (member.kind === 'list') return readOnlyPaths(member.of, `${wire}[]`);
    return member.access === 'read-only' ? [wire] : [];
  });

const nest = ([first = '', ...rest]: string[], value: unknown): Overrides => ({
  [first]: rest.length === 0 ? value : nest(rest, value),
});

function merge(a: Overrides, b: Overrides): Overrides {
  const both = Object.entries(b).map(([key, value]) => {
    const before = a[key];
    return [key, isObject(value) && isObject(before) ? merge(before, value) : value];
  });
  return { ...a, ...(Object.fromEntries(both) as Overrides) };
}

const exampleOver = (body: Overrides, change: Overrides): Overrides => {
  const { tags: _tags, ...rest } = body;
  return merge(rest, change);
};

describe('a request of any shape', () => {
  const places = [
    ['location'],
    ['tags'],
    ['properties'],
    ['properties', 'clusterProfile'],
    ['properties', 'clusterProfile', 'domain'],
    ['properties', 'clusterProfile', 'resourceGroupId'],
    ['properties', 'servicePrincipalProfile'],
    ['properties', 'networkProfile', 'podCidr'],
    ['properties', 'masterProfile', 'subnetId'],
    ['properties', 'workerProfiles'],
    ['properties', 'ingressProfiles'],
    ['properties', 'apiserverProfile', 'ip'],
    ['strange'],
    ['properties', 'strange'],
  ];
  const canary = 'canary-4711';
  const start = exampleCluster({
    properties: { clusterProfile: { pullSecret: canary }, servicePrincipalProfile: { clientSecret: canary } },
  });
  const fuzzed = fc
    .array(fc.tuple(fc.constantFrom(...places), fc.jsonValue({ maxDepth: 3 })), { minLength: 1, maxLength: 4 })
    .map((changes) => changes.reduce<Overrides>((body, [path, value]) => merge(body, nest(path, value)), start));

  /** Names of the body's making are shown without what would break a path. */
  const asShown = (key: string) => key.slice(0, 80).replaceAll(/['\\\p{Cc}]/gu, '?');

  /** Whether the wire path leads to something that the body has or the version declares. */
  function leadsSomewhere(target: string, body: unknown): boolean {
    let [json, of]: [unknown, Shape | undefined] = [body, shape];
    for (const step of target.match(/[^.[\]]+|\['[^']*'\]|\[\d+\]/g) ?? []) {
      const text = step.replace(/^\['?|'?\]$/g, '');
      if (Array.isArray(json)) {
        json = /^\[\d+\]$/.test(step)
          ? json[Number(text)]
          : json.find((each) => isObject(each) && each['name'] === text);
        if (json === undefined) return false;
        continue;
      }
      const member: ShapeMember | undefined = step.startsWith('[') ? undefined : of?.named.get(text);
      const entry: [string, unknown] | undefined = isObject(json)
        ? Object.entries(json).find(([key]) => asShown(key) === text)
        : undefined;
      if (member === undefined && entry === undefined) return false;
      json = entry?.[1];
      of = member !== undefined && 'of' in member ? member.of : undefined;
    }
    return true;
  }

  it('is checked by a test that knows a place that does not exist', () => {
    const body = { properties: { workerProfiles: [{ name: 'worker' }] }, tags: { a: '' } };
    const places = ['tags.b', 'properties.x', "properties.workerProfiles['x'].count", 'properties.workerProfiles[1]'];

    expect(places.filter((place) => leadsSomewhere(place, body))).toEqual([]);
    expect(["tags['a']", "properties.workerProfiles['worker'].count"].every((each) => leadsSomewhere(each, body))).toBe(
      true,
    );
  });

  it.each([
    ['PUT of a new cluster', (body: unknown) => create(body)],
    ['PUT', (body: unknown) => put(storedCluster(), body)],
    ['PATCH', (body: unknown) => patch(storedCluster(), body)],
  ])('is accepted or refused with 400, each violation with a place that exists, and shows no secret: %s', (_, act) => {
    fc.assert(
      fc.property(fuzzed, (body) => {
        try {
          act(body);
        } catch (error) {
          if (!(error instanceof CloudError)) throw error;
          const violations = error.body.details ?? [error.body];

          expect(error.status).toBe(400);
          expect(JSON.stringify(error.body)).not.toContain(canary);
          expect(violations.filter(({ target = '' }) => !leadsSomewhere(target, body))).toEqual([]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['a new cluster', create],
    ['a stored one', (body: unknown) => patch(storedCluster(), body)],
  ])('is refused with 400 when it is nothing like a cluster: %s', (_, act) => {
    fc.assert(
      fc.property(fc.jsonValue(), (body) => {
        fc.pre(!isObject(body) || Object.keys(body).length > 0);

        expect(refusalsOf(() => act(body)).length).toBeGreaterThan(0);
      }),
    );
  });
});
