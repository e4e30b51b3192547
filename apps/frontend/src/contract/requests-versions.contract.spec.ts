import { type ApiVersion, versions } from '@aro-rp/api';
import { sayable } from '@aro-rp/api/examples';
import { type Harness, operationIdOf, startHarness } from '../testing/harness.ts';
import { apiVersion, clusterBody, clusterId, clusterPath, refusal } from '../testing/requests.ts';

const served = [...versions.keys()];

describe('api-version', () => {
  let harness: Harness;
  let subscription: string;

  beforeAll(async () => {
    harness = await startHarness();
    ({ subscription } = await harness.cluster());
  });
  afterAll(() => harness[Symbol.asyncDispose]());

  const inVersion = (version: string, place: { subscription: string } = { subscription }) =>
    `${clusterId(place)}?api-version=${version}`;
  /** A cluster as the version can say it. */
  const bodyIn = (version: string, place: { subscription: string }) =>
    sayable((versions.get(version) as ApiVersion).shape, clusterBody(place));
  const membersOf = (value: unknown) => Object.keys(value as object).sort();

  it('R030 is a date, and perhaps a suffix, in every version that is served', () => {
    for (const version of served) {
      expect(version).toMatch(/^\d{4}-\d\d-\d\d(-(preview|alpha|beta|rc|privatepreview))?$/);
    }
  });

  it.each([
    '2022-04',
    '2022-4-1',
    '2022-04-01-',
    '2022-04-01-PREVIEW',
    '2022-04-01-preview1',
    '%202022-04-01',
    '2022-04-01%00',
    '2022%2F04%2F01',
    'v1',
    '2.0',
    'latest',
    '__proto__',
    '1999-01-01',
    '2099-01-01-preview',
  ])('R030 R032 refuses %j as a version that is not served, on each method', async (version) => {
    for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) {
      const body = method.startsWith('P') ? { body: clusterBody({ subscription }) } : {};
      const reply = await harness.arm.call(method, inVersion(version), body);

      expect(refusal(reply)).toBe('400 InvalidResourceType');
    }
  });

  it('R032 says which versions there are', async () => {
    const { text } = await harness.arm.call('GET', inVersion('1999-01-01'));

    for (const version of served) expect(text).toContain(version);
    expect(text).not.toContain('admin');
  });

  it.each(['', '?', '?api-version', '?api-version=', '?x=2022-04-01', '?apiversion=2022-04-01'])(
    'R031 refuses a request with the query %j, and says what it lacks',
    async (query) => {
      for (const path of [clusterId({ subscription }), `/subscriptions/${subscription}`]) {
        const method = path.includes('providers') ? 'GET' : 'PUT';

        const reply = await harness.arm.call(method, `${path}${query}`);

        expect(refusal(reply)).toBe('400 MissingApiVersionParameter api-version');
      }
    },
  );

  it('R031 takes the name of the parameter in any case, and refuses two values', async () => {
    expect((await harness.arm.call('GET', `${clusterId({ subscription })}?API-Version=${apiVersion}`)).status).toBe(
      200,
    );
    const two = `${clusterPath({ subscription })}&api-version=1999-01-01`;
    expect(refusal(await harness.arm.call('GET', two))).toBe('400 InvalidResourceType');
  });

  it('R033 shows a cluster through every version as that version has it, whichever made it', async () => {
    const newest = served.at(-1) ?? '';
    for (const maker of new Set([served[0] ?? '', apiVersion, newest])) {
      const place = { subscription: await harness.subscription() };
      const made = await harness.arm.call('PUT', inVersion(maker, place), {
        body: bodyIn(maker, place),
        headers: { 'x-ms-arm-resource-system-data': '{"createdBy":"anna","createdByType":"User"}' },
      });
      expect([maker, made.status]).toEqual([maker, 201]);

      for (const version of served) {
        const { json } = await harness.arm.call('GET', inVersion(version, place));

        const hasSystemData = versions.get(version)?.hasSystemData ?? false;
        expect([version, membersOf(json)]).toEqual([
          version,
          ['id', 'location', 'name', 'properties', ...(hasSystemData ? ['systemData'] : []), 'tags', 'type'],
        ]);
      }
    }
  }, 120_000);

  it('R033 shows systemData since 2021-09-01-preview only', () => {
    for (const version of served) {
      expect([version, versions.get(version)?.hasSystemData]).toEqual([version, version >= '2021-09-01-preview']);
    }
  });

  it('R034 keeps through a write of an old version what only a newer one can say', async () => {
    const place = { subscription: await harness.subscription() };
    const newest = served.at(-1) ?? '';
    const body = clusterBody(place);
    await harness.arm.call('PUT', inVersion(newest, place), {
      body: {
        ...body,
        properties: {
          ...body.properties,
          clusterProfile: { ...body.properties.clusterProfile, fipsValidatedModules: 'Enabled' },
          masterProfile: { ...body.properties.masterProfile, encryptionAtHost: 'Enabled' },
        },
      },
    });
    await harness.end(place, { provisioningState: 'Succeeded' });
    const before = (await harness.arm.call('GET', inVersion(newest, place))).json;

    const patched = await harness.arm.call('PATCH', inVersion(served[0] ?? '', place), {
      body: { tags: { a: 'b' } },
    });
    await harness.end(place, { provisioningState: 'Succeeded' });
    const put = await harness.arm.call('PUT', inVersion(served[0] ?? '', place), {
      body: withSecret(patched.json),
    });
    await harness.end(place, { provisioningState: 'Succeeded' });

    expect([patched.status, put.status]).toEqual([200, 200]);
    const after = (await harness.arm.call('GET', inVersion(newest, place))).json;
    expect(after).toEqual({ ...before, tags: { a: 'b' } });
    expect(after).toMatchObject({ properties: { clusterProfile: { fipsValidatedModules: 'Enabled' } } });
  });

  /** What a PATCH has answered, without the state that has since passed. */
  const withSecret = (json: Record<string, unknown>) => {
    const { provisioningState: _passed, ...properties } = json.properties as Record<string, unknown>;
    return { ...json, properties };
  };

  it('R035 is 2.0 for the life cycle of a subscription, and for nothing else', async () => {
    const lifecycle = (version: string) =>
      harness.arm.call('PUT', `/subscriptions/${subscription}?api-version=${version}`, {
        body: { state: 'Registered' },
      });

    expect(refusal(await harness.arm.call('GET', inVersion('2.0')))).toBe('400 InvalidResourceType');
    for (const version of served) expect(refusal(await lifecycle(version))).toBe('400 InvalidResourceType');
    expect((await lifecycle('2.0')).status).toBe(200);
  });

  it.each(served)('R036 gives out URLs with the api-version %s, which work as they are', async (version) => {
    const place = { subscription: await harness.subscription() };
    const reply = await harness.arm.call('PUT', inVersion(version, place), { body: bodyIn(version, place) });
    expect(operationIdOf(reply.headers.location)).toMatch(/^[0-9a-f-]{36}$/);

    for (const name of ['location', 'azure-asyncoperation']) {
      const url = String(reply.headers[name]);
      expect(new URL(url).searchParams.get('api-version')).toBe(version);
      expect((await harness.arm.call('GET', url)).status).toBe(name === 'location' ? 202 : 200);
    }
  });
});
