import { randomUUID } from 'node:crypto';
import { versions } from '@aro-rp/api';
import fc from 'fast-check';
import { type Harness, startHarness } from '../testing/harness.ts';
import {
  apiVersion,
  clusterBody,
  clusterId,
  clusterPath,
  type ClusterPlace,
  clientSecret,
  groupPath,
  listPath,
  location,
  pullSecret,
  refusal,
} from '../testing/requests.ts';

const type = 'Microsoft.RedHatOpenShift/openShiftClusters';

describe('what is asked before or beside a write', () => {
  let harness: Harness;
  const call = (...args: Parameters<Harness['arm']['call']>) => harness.arm.call(...args);
  const path = ({ subscription, group = 'group' }: ClusterPlace, version = '2020-10-01') =>
    `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.RedHatOpenShift/deployments/d/preflight?api-version=${version}`;
  const resource = (place: ClusterPlace, body: object = clusterBody(place)) => ({
    type,
    name: place.name ?? 'cluster',
    apiVersion,
    dependsOn: [],
    ...body,
  });
  const ask = (place: ClusterPlace, ...resources: object[]) => call('POST', path(place), { body: { resources } });
  interface Verdict {
    status: string;
    error?: { code: string; target?: string; details?: { target: string }[] };
  }
  const verdict = async (place: ClusterPlace, ...resources: object[]) => {
    const reply = await ask(place, ...resources);
    expect(reply.status).toBe(200);
    return reply.json as unknown as Verdict;
  };

  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness[Symbol.asyncDispose]());

  describe('preflight', () => {
    it('R215 finds nothing against what a PUT would accept, and writes nothing', async () => {
      const subscription = await harness.subscription();

      const reply = await ask({ subscription }, resource({ subscription }));

      expect([reply.status, reply.json]).toEqual([200, { status: 'Succeeded' }]);
      expect((await call('GET', clusterPath({ subscription }))).status).toBe(404);
      expect((await call('GET', listPath(subscription))).json).toEqual({ value: [] });
    });

    it('R215 R162 tells every value that a PUT would refuse, and no secret', async () => {
      const subscription = await harness.subscription();
      const body = clusterBody({ subscription });
      body.properties.networkProfile.podCidr = 'none';
      body.properties.apiserverProfile.visibility = 'Hidden';

      const reply = await ask({ subscription }, resource({ subscription }, body));

      expect(reply.json).toMatchObject({ status: 'Failed', error: { code: 'InvalidParameter' } });
      const { error } = reply.json as unknown as Verdict;
      expect(error?.details?.map(({ target }) => target).sort()).toEqual([
        'properties.apiserverProfile.visibility',
        'properties.networkProfile.podCidr',
      ]);
      expect(reply.text).not.toContain(clientSecret);
      expect(reply.text).not.toContain(JSON.stringify(pullSecret).slice(1, -1));
    });

    it('R215 looks past other types, and tells the first cluster that a PUT would refuse', async () => {
      const subscription = await harness.subscription();
      const other = { type: 'Microsoft.Network/virtualNetworks', name: 'vnet', apiVersion: '1', location: 7 };
      const good = resource({ subscription, name: 'good' });
      const bad = { ...resource({ subscription, name: 'bad' }), location: 'moon' };

      expect(await verdict({ subscription }, other)).toEqual({ status: 'Succeeded' });
      expect(await verdict({ subscription })).toEqual({ status: 'Succeeded' });
      expect(await verdict({ subscription }, other, good, bad)).toMatchObject({
        status: 'Failed',
        error: { target: 'location' },
      });
    });

    it('R215 says nothing of expressions that only the deployment can resolve', async () => {
      const subscription = await harness.subscription();
      const body = clusterBody({ subscription });
      body.properties.masterProfile.subnetId = "[resourceId('Microsoft.Network/virtualNetworks/subnets', 'v', 's')]";
      body.properties.clusterProfile.pullSecret = "[parameters('pullSecret')]";
      const count = { ...body.properties.workerProfiles[0], count: "[parameters('count')]" };
      const properties = { ...body.properties, workerProfiles: [count] };

      expect(await verdict({ subscription }, resource({ subscription }, { ...body, properties }))).toEqual({
        status: 'Succeeded',
      });
      expect(
        await verdict(
          { subscription },
          { ...resource({ subscription }), name: "[concat('a', 'b')]", location: 'moon' },
        ),
      ).toEqual({ status: 'Succeeded' });
      expect(
        await verdict({ subscription }, resource({ subscription }, { ...body, properties, location: 'moon' })),
      ).toMatchObject({ status: 'Failed', error: { target: 'location' } });
    });

    it.each([
      [{ apiVersion: '1999-01-01' }, 'InvalidResourceType'],
      [{ name: 'a/b' }, 'ResourceNotFound'],
      [{ name: undefined }, 'InvalidRequestContent'],
      [{ name: ['a'] }, 'InvalidRequestContent'],
      [{ apiVersion: {} }, 'InvalidResourceType'],
      [{ unknown: 1 }, 'InvalidRequestContent'],
    ])('R215 fails a cluster with %j', async (change, code) => {
      const subscription = await harness.subscription();

      expect(await verdict({ subscription }, { ...resource({ subscription }), ...change })).toMatchObject({
        status: 'Failed',
        error: { code },
      });
    });

    it.each(['{', '[]', '{}', '{"resources":{}}', '{"resources":[7]}'])(
      'R215 is 400 for a content that is no preflight request: %s',
      async (body) => {
        const subscription = await harness.subscription();

        expect(refusal(await call('POST', path({ subscription }), { body }))).toMatch(/^400 InvalidRequestContent/);
      },
    );

    it('R215 has an answer to whatever it is sent, and stores none of it', async () => {
      const subscription = await harness.subscription();
      const json = fc.jsonValue({ maxDepth: 4 });
      const one = fc.record({
        type: fc.constantFrom<unknown>(type, type.toUpperCase(), 'x', 7),
        name: fc.oneof(fc.constant('cluster'), json),
        apiVersion: fc.oneof(fc.constantFrom(...versions.keys()), json),
        location: fc.oneof(fc.constant(location), json),
        tags: json,
        properties: json,
      });

      await fc.assert(
        fc.asyncProperty(fc.oneof(fc.record({ resources: fc.array(one, { maxLength: 3 }) }), json), async (body) => {
          const reply = await call('POST', path({ subscription }), { body: JSON.stringify(body) });
          expect([200, 400]).toContain(reply.status);
        }),
        { numRuns: 150 },
      );
      expect((await call('GET', listPath(subscription))).json).toEqual({ value: [] });
    });

    it('R215 takes the api-version of ARM or one of the provider', async () => {
      const subscription = await harness.subscription();
      const body = { resources: [] };

      expect((await call('POST', path({ subscription }, apiVersion), { body })).status).toBe(200);
      expect(refusal(await call('POST', path({ subscription }, '2020-10-02'), { body }))).toBe(
        '400 InvalidResourceType',
      );
    });

    it('R215 tells of names that another cluster has, and of none of its own', async () => {
      const { subscription } = await harness.cluster();
      const own = clusterBody({ subscription });
      const other = { subscription, name: 'other' };
      const body = clusterBody(other);
      body.properties.clusterProfile.resourceGroupId = own.properties.clusterProfile.resourceGroupId.toUpperCase();

      expect(await verdict({ subscription }, resource({ subscription }, own))).toEqual({ status: 'Succeeded' });
      expect(await verdict(other, resource(other, body))).toMatchObject({
        status: 'Failed',
        error: { code: 'DuplicateResourceGroup' },
      });
      expect(await verdict(other, resource(other))).toEqual({ status: 'Succeeded' });
    });

    it('R215 has the verdict of the PUT that follows, whatever the body', async () => {
      const places = {
        ...(await harness.cluster().then(({ subscription }) => ({ new: { subscription }, ready: { subscription } }))),
        failed: await harness.cluster({ provisioningState: 'Failed', error: { code: 'X', message: 'x' } }),
        busy: await harness.cluster(),
        unregistered: { subscription: randomUUID() },
      };
      await call('DELETE', clusterPath(places.busy));
      const seen = new Set<string>();
      const values = fc.constantFrom<unknown>(undefined, null, '', 'x', 7, {}, [], 'Public', '10.0.0.0/8', location);
      const change = fc.record({
        at: fc.constantFrom(
          'location',
          'tags',
          'networkProfile',
          'masterProfile',
          'ingressProfiles',
          'clusterProfile',
          'odd',
        ),
        inner: fc.constantFrom<string | undefined>(undefined, 'podCidr', 'vmSize', 'version', 'domain'),
        value: values,
      });
      const cases = fc.record({
        where: fc.constantFrom(...Object.keys(places)),
        change: fc.option(change),
        version: fc.constantFrom(...versions.keys()),
        names: fc.constantFrom('own', 'own', 'taken group', 'taken client'),
      });
      type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;
      const wrong = { at: 'networkProfile', inner: 'podCidr', value: 'x' } as const;
      const asked = (names: Case['names'], one: Case['change']): [Case] => [
        { where: 'new', change: one, version: apiVersion, names },
      ];
      const { subscription: shared } = places.ready;
      const holder = { subscription: shared, name: 'holder' };
      const held = clusterBody(holder);
      await call('PUT', clusterPath(holder), { body: held });

      await fc.assert(
        fc.asyncProperty(cases, async ({ where, change, version, names }) => {
          const { subscription } = places[where as keyof typeof places];
          const place = { subscription, ...(where === 'new' && { name: `c${randomUUID().slice(0, 8)}` }) };
          const body = clusterBody(place);
          const { clusterProfile, servicePrincipalProfile } = held.properties;
          if (names === 'taken group') body.properties.clusterProfile.resourceGroupId = clusterProfile.resourceGroupId;
          if (names === 'taken client') body.properties.servicePrincipalProfile = servicePrincipalProfile;
          apply(body, change);

          const said = await verdict(place, { ...resource(place, body), apiVersion: version });
          const put = await call('PUT', `${clusterId(place)}?api-version=${version}`, { body });

          expect(said.status).toBe(put.status < 300 ? 'Succeeded' : 'Failed');
          const { error } = (put.json ?? {}) as { error?: object };
          seen.add(said.error?.code ?? said.status);
          if (put.status >= 300) expect(said.error).toEqual(error);
          if (put.status < 300) await harness.end(place, { provisioningState: 'Succeeded' });
        }),
        {
          numRuns: 60,
          // Verdicts that are asked for below, whatever the seed.
          examples: [asked('own', null), asked('taken group', null), asked('own', wrong)],
        },
      );
      expect([...seen]).toEqual(expect.arrayContaining(['Succeeded', 'InvalidParameter', 'DuplicateResourceGroup']));
    });
  });

  describe('moving', () => {
    const move = (subscription: string, action: string, body: unknown) =>
      call('POST', `/subscriptions/${subscription}/resourceGroups/group/${action}?api-version=${apiVersion}`, { body });

    it.each(['moveResources', 'validateMoveResources', 'MOVERESOURCES'])(
      'R216 %s is refused with a code of its own, and changes nothing',
      async (action) => {
        const { subscription } = await harness.cluster();
        const before = (await call('GET', clusterPath({ subscription }))).json;
        const resources = [clusterId({ subscription })];

        const reply = await move(subscription, action, {
          targetResourceGroup: `/subscriptions/${subscription}/resourceGroups/other`,
          resources,
        });

        expect(refusal(reply)).toBe('400 ResourceMoveNotSupported');
        expect((await call('GET', clusterPath({ subscription }))).json).toEqual(before);
        expect((await call('GET', groupPath({ subscription, group: 'other' }))).json).toEqual({ value: [] });
      },
    );

    it.each([
      [[], '400 InvalidRequestContent'],
      [{}, '400 InvalidParameter targetResourceGroup'],
      [{ targetResourceGroup: '/subscriptions/x/resourceGroups/y' }, '400 InvalidParameter resources'],
      [{ targetResourceGroup: '/subscriptions/x/resourceGroups/y', resources: [7] }, '400 InvalidParameter resources'],
    ])('R216 tells what is wrong with %j', async (body, expected) => {
      expect(refusal(await move(randomUUID(), 'moveResources', body))).toBe(expected);
    });
  });
});

function apply(body: object, change: { at: string; inner: string | undefined; value: unknown } | null): void {
  if (!change) return;
  const { at, inner, value } = change;
  const whole = body as Record<string, Record<string, unknown>>;
  const parent = at === 'location' || at === 'tags' || at === 'odd' ? whole : (whole.properties ?? {});
  const place = inner === undefined ? parent : ((parent[at] ?? {}) as Record<string, unknown>);
  if (typeof place === 'object') place[inner ?? at] = value as Record<string, unknown>;
}
