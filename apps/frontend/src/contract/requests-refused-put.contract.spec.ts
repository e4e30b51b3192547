import fc from 'fast-check';
import { type Harness, startHarness } from '../testing/harness.ts';
import { clusterBody, clusterPath, type ClusterPlace, listPath, refusal } from '../testing/requests.ts';

type Json = Record<string, unknown>;

describe('a PUT that is refused', () => {
  let harness: Harness;
  let place: ClusterPlace;

  beforeAll(async () => {
    harness = await startHarness();
    place = { subscription: await harness.subscription() };
  });
  afterAll(() => harness[Symbol.asyncDispose]());

  const put = (body: unknown) => harness.arm.call('PUT', clusterPath(place), { body });

  it.each(['', '{', '[]', 'null', 'true', '"text"', '7', '\ufeff', '{"a":}', '{"location":"eastus",}', "{'a':1}"])(
    'R069 is 400 for the content %j',
    async (content) => {
      const reply = await harness.arm.call('PUT', clusterPath(place), {
        body: content,
        headers: { 'content-type': 'application/json' },
      });

      expect(refusal(reply)).toBe('400 InvalidRequestContent');
    },
  );

  it.each<[unknown, string]>([
    [{ tags: 'x' }, 'tags'],
    [{ tags: { a: 1 } }, 'tags'],
    [{ location: 7 }, 'location'],
    [{ properties: [] }, 'properties'],
    [{ unknown: 1 }, 'unknown'],
    [{ properties: { unknown: 1 } }, 'properties.unknown'],
    [{ properties: { masterProfile: 'x' } }, 'properties.masterProfile'],
    [{ properties: { masterProfile: { vmSize: 7 } } }, 'properties.masterProfile.vmSize'],
    [{ properties: { workerProfiles: {} } }, 'properties.workerProfiles'],
    [{ properties: { clusterProfile: { Domain: 'x' } } }, 'properties.clusterProfile.Domain'],
  ])('R069 names the place at fault in %j', async (part, target) => {
    const whole = clusterBody(place) as Json & { properties: Json };
    const { properties, ...envelope } = part as Json & { properties?: Json };
    const merged = Array.isArray(properties)
      ? properties
      : Object.fromEntries(
          Object.entries({ ...whole.properties, ...properties }).map(([name, value]) => {
            const before = whole.properties[name];
            const isMember = typeof value === 'object' && !Array.isArray(value) && !Array.isArray(before);
            return [name, isMember ? { ...(before as Json), ...(value as Json) } : value];
          }),
        );

    const reply = await put({ ...whole, ...envelope, properties: merged });

    expect(reply.status).toBe(400);
    const error = reply.json.error as { code: string; target?: string; details?: { target: string }[] };
    expect(error.code).toBe('InvalidRequestContent');
    expect([error.target, ...(error.details ?? []).map((one) => one.target)].join()).toContain(target);
  });

  it('R069 R070 is 4xx for whatever stands in the place of any value, never 5xx, and leaves nothing behind', async () => {
    const strange = fc.oneof(
      fc.jsonValue({ maxDepth: 3 }),
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.constantFrom<unknown>(
        null,
        '',
        0,
        -1,
        1e308,
        [],
        {},
        [null],
        { __proto__: null },
        '__proto__',
        '\u0000',
        'ü'.repeat(5_000),
      ),
    );
    const paths = placesIn(clusterBody(place));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...paths), strange, async (path, value) => {
        const body = clusterBody(place);
        // Without it no change of the rest makes a cluster of this.
        const refused = { ...replaced(body, path, value), location: 'nowhere' };

        const reply = await put(refused);

        expect(reply.status).toBe(400);
        expect((reply.json.error as Json).code).toMatch(/^[A-Z][A-Za-z]+$/);
      }),
      { numRuns: 150 },
    );
    expect((await harness.arm.call('GET', listPath(place.subscription))).json.value).toEqual([]);
  }, 120_000);

  it('R070 leaves no trace: nothing to get or list, no operation, and no name taken', async () => {
    const here = { subscription: await harness.subscription() };
    const body = clusterBody(here);
    const path = clusterPath(here);

    const refused = await harness.arm.call('PUT', path, { body: { ...body, tags: 7 } });

    expect(refused.status).toBe(400);
    expect(refused.headers['azure-asyncoperation']).toBeUndefined();
    expect((await harness.arm.call('GET', path)).status).toBe(404);
    expect((await harness.arm.call('DELETE', path)).status).toBe(204);
    expect((await harness.arm.call('GET', listPath(here.subscription))).json.value).toEqual([]);
    const other = clusterPath({ ...here, name: 'other' });
    expect((await harness.arm.call('PUT', other, { body })).status).toBe(201);
  });

  it('R070 changes nothing of a cluster that is there', async () => {
    const { subscription } = await harness.cluster();
    const path = clusterPath({ subscription });
    const before = await harness.arm.call('GET', path);

    const refused = await harness.arm.call('PUT', path, {
      body: { ...before.json, tags: { a: 'b' }, location: 'westus' },
    });

    expect(refused.status).toBe(400);
    const after = await harness.arm.call('GET', path);
    expect([after.json, after.headers.etag]).toEqual([before.json, before.headers.etag]);
  });
});

/** The places of all values in a body, as lists of names. */
function placesIn(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path];
  const inner = Object.entries(value).flatMap(([name, one]) => placesIn(one, [...path, name]));
  return path.length === 0 ? inner : [path, ...inner];
}

function replaced(body: object, [name = '', ...rest]: string[], value: unknown): Json {
  const current = (body as Json)[name];
  const next = rest.length === 0 ? value : replaced(current as object, rest, value);
  return (Array.isArray(body) ? body.with(Number(name), next) : { ...body, [name]: next }) as Json;
}
