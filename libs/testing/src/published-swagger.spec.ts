import { contradictionsOf } from './published-swagger.ts';

const place = '/subscriptions/00000000-0000-4000-8000-000000000001/resourceGroups/demo';
const cluster = `${place}/providers/Microsoft.RedHatOpenShift/openShiftClusters/demo`;
const headers = { 'content-type': 'application/json' };
const shown = { id: cluster, name: 'demo', location: 'eastus', properties: { provisioningState: 'Succeeded' } };
const get = (body: unknown, { status = 200, version = '2022-04-01', path = cluster, method = 'GET' } = {}) =>
  contradictionsOf({ method, path: `${path}?api-version=${version}`, status, headers, body });

describe('contradictionsOf', () => {
  it('finds none in an answer of the published form', async () => {
    expect(await get(shown)).toEqual([]);
    expect(await get({ error: { code: 'ResourceNotFound', message: 'gone' } }, { status: 404 })).toEqual([]);
  });

  it.each([
    ['a member that is not published', { ...shown, extra: 1 }, /ADDITIONAL_PROPERTIES.*extra/],
    ['a wrong type', { ...shown, tags: 'no' }, /INVALID_TYPE/],
    ['an unpublished value', { ...shown, properties: { provisioningState: 'Sleeping' } }, /ENUM.*Sleeping/i],
    ['a missing member', { ...shown, location: undefined }, /REQUIRED.*location/],
  ])('names %s', async (_, body, expected) => {
    expect((await get(body)).join('\n')).toMatch(expected);
  });

  it('judges the body of a refusal', async () => {
    expect(await get({ error: 'not found' }, { status: 404 })).not.toEqual([]);
  });

  it('knows what a version has: a member of a later one contradicts', async () => {
    const systemData = { createdBy: 'somebody' };

    expect(await get({ ...shown, systemData })).toEqual([]);
    expect(await get({ ...shown, systemData }, { version: '2020-04-30' })).not.toEqual([]);
  });

  it('says nothing of what is not published', async () => {
    expect(await get({ any: 1 }, { version: '1999-01-01' })).toEqual([]);
    expect(await get({ any: 1 }, { path: `${cluster}/unknown` })).toEqual([]);
    expect(await get({ any: 1 }, { method: 'POST' })).toEqual([]);
    expect(await get(undefined, { method: 'HEAD' })).toEqual([]);
  });
});
