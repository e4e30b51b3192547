import { randomUUID } from 'node:crypto';
import { versions } from '@aro-rp/api';
import { type CallOptions, type Reply } from '../testing/client.ts';
import { type Harness, startHarness } from '../testing/harness.ts';
import { version } from '../testing/offered-versions.ts';
import { location, refusal } from '../testing/requests.ts';
import { roleSet } from '../testing/role-sets.ts';

let harness: Harness;
beforeAll(async () => {
  harness = await startHarness();
  for (const minor of ['4.9', '4.18', '4.16']) await harness.database.roleSets.put(roleSet(minor));
  await harness.database.roleSets.put(roleSet('4.17', { enabled: false }));
  await harness.database.versions.put(version('4.9.1'));
  await harness.database.versions.put(version('4.18.5-rc.10'));
});
afterAll(() => harness[Symbol.asyncDispose]());

const newest = '2025-07-25';
/** One that nobody has registered: what can be installed is told to everybody. */
const subscription = randomUUID();
const placeOf = (region = location) =>
  `/subscriptions/${subscription}/providers/Microsoft.RedHatOpenShift/locations/${region}`;
const call = (method: string, path: string, apiVersion = newest, options?: CallOptions) =>
  harness.arm.call(method, `${placeOf()}/${path}?api-version=${apiVersion}`, options);
const get = (path: string, apiVersion?: string) => call('GET', path, apiVersion);
const elements = ({ json }: Reply) => json['value'] as { name: string; id: string; type: string }[];

const published = {
  openShiftVersions: ['2022-09-04', '2023-04-01', '2023-07-01-preview', '2023-09-04', '2023-11-22'],
  all: ['2024-08-12-preview', '2025-07-25'],
  nothing: ['2019-12-31-preview', '2020-04-30', '2021-09-01-preview', '2022-04-01'],
};

it.each([...published.openShiftVersions, ...published.all])(
  'R103 %s lists the enabled versions',
  async (apiVersion) => {
    const { status, json } = await get('openShiftVersions', apiVersion);

    expect(status).toBe(200);
    expect(json).toEqual({
      value: ['4.9.1', '4.16.30', '4.18.5-rc.10', '4.18.5'].map((name) => ({
        id: `${placeOf()}/openShiftVersions/${name}`,
        name,
        type: 'Microsoft.RedHatOpenShift/locations/openShiftVersions',
        properties: { version: name },
      })),
    });
  },
);

it.each(published.all)(
  'R103 %s lists the enabled role sets, with what customers have to know of them',
  async (apiVersion) => {
    const { status, json } = await get('platformWorkloadIdentityRoleSets', apiVersion);

    expect(status).toBe(200);
    expect(json).toEqual({
      value: ['4.9', '4.16', '4.18'].map((name) => ({
        id: `${placeOf()}/platformWorkloadIdentityRoleSets/${name}`,
        name,
        type: 'Microsoft.RedHatOpenShift/locations/platformWorkloadIdentityRoleSets',
        properties: {
          openShiftVersion: name,
          platformWorkloadIdentityRoles: [
            {
              operatorName: 'ingress',
              roleDefinitionName: 'Azure Red Hat OpenShift Cluster Ingress Operator',
              roleDefinitionId:
                '/providers/Microsoft.Authorization/roleDefinitions/0336e1d3-7a87-462b-b6db-342b63f7802c',
            },
          ],
        },
      })),
    });
  },
);

describe.each(['openShiftVersions', 'platformWorkloadIdentityRoleSets'])('%s', (list) => {
  const some = list === 'openShiftVersions' ? '4.18.5' : '4.18';
  const absent =
    list === 'openShiftVersions' ? ['4.17.1', '4.99.0', '4.18.5-rc.2', '4.16.300'] : ['4.17', '4.99', '4.18.5'];

  it.each(published.all)('R043 R107 one of them is in %s as the list shows it, at its id', async (apiVersion) => {
    for (const element of elements(await get(list, apiVersion))) {
      const one = await harness.arm.call('GET', `${element.id}?api-version=${apiVersion}`);

      expect([one.status, one.json]).toEqual([200, element]);
      expect(element.name).toBe(element.id.split('/').at(-1));
    }
  });

  it('R040 R047 is found by a path in any case, and in a location in any spelling', async () => {
    const path = `${placeOf('East%20US')}/${list}/${some}`.replace(/[a-z]+/g, (part) => part.toUpperCase());

    const { status, json } = await harness.arm.call('GET', `${path}?api-version=${newest}`);

    expect([status, json['name'], json['type']]).toEqual([200, some, `Microsoft.RedHatOpenShift/locations/${list}`]);
    expect(json['id']).toMatch(new RegExp(`/locations/eastus/${list}/${some}$`));
  });

  it.each(absent)('R100 %s, which is not offered, is 404', async (name) => {
    const one = await get(`${list}/${name}`);

    expect(refusal(one)).toBe('404 ResourceNotFound');
    expect(one.text).toContain(`locations/${list}/${name}'`);
  });

  it('R109 HEAD is 204 for one that is offered, 404 for another, both without content', async () => {
    const [there, gone] = [await call('HEAD', `${list}/${some}`), await call('HEAD', `${list}/${absent[0]}`)];

    expect([there.status, there.text, gone.status, gone.text]).toEqual([204, '', 404, '']);
  });

  it.each([
    'latest',
    '4',
    'v4.18.5',
    '%20' + some,
    '__proto__',
    '..%2f..%2fopenShiftVersions',
    '%00',
    '%E2%80%AE',
    "'%20OR%201=1--",
    '4.18.5' + '0'.repeat(58),
    'x'.repeat(2_000),
  ])('refuses the name %s, which none can have, with a message that names the form', async (name) => {
    const reply = await get(`${list}/${name}`);

    const parameter = list === 'openShiftVersions' ? 'openShiftVersion' : 'openShiftMinorVersion';
    expect(refusal(reply)).toBe(`400 InvalidParameter ${parameter}`);
    expect(reply.text.length).toBeLessThan(1_000);
  });

  it('refuses what cannot be decoded, and has nothing below one', async () => {
    expect((await get(`${list}/%zz`)).status).toBe(400);
    expect((await get(`${list}/${some}/more`)).status).toBe(404);
  });

  it('refuses another location, no api-version and one that there is not', async () => {
    const at = (path: string) => harness.arm.call('GET', path);

    expect(refusal(await at(`${placeOf('westus')}/${list}?api-version=${newest}`))).toBe('400 InvalidLocation');
    expect(refusal(await at(`${placeOf()}/${list}`))).toBe('400 MissingApiVersionParameter api-version');
    expect(refusal(await get(list, '2021-01-31-preview'))).toBe('400 InvalidResourceType');
  });

  it.each(['PUT', 'PATCH', 'POST', 'DELETE'])('R049 R123 cannot be changed by %s', async (method) => {
    for (const path of [list, `${list}/${some}`]) {
      const reply = await call(method, path, newest, { body: {} });

      expect(refusal(reply)).toBe('405 MethodNotAllowed');
      expect(reply.headers.allow).toContain('GET');
    }
  });

  it('R106 is one page, so a token for a next one is refused', async () => {
    const reply = await get(list, `${newest}&$skipToken=abc`);

    expect(refusal(reply)).toBe('400 InvalidParameter $skipToken');
  });

  it('is told to nobody whose certificate is not known', async () => {
    expect(refusal(await harness.client().call('GET', `${placeOf()}/${list}?api-version=${newest}`))).toBe(
      '403 Forbidden',
    );
  });
});

describe('what a version does not have is no type of it', () => {
  const supports = (what: 'openShiftVersions' | 'openShiftVersion' | 'platformWorkloadIdentityRoleSets') =>
    [...versions.values()].filter(({ serves }) => serves.has(what)).map((one) => one.version);

  it.each(published.nothing)('%s has none of them', async (apiVersion) => {
    for (const path of ['openShiftVersions', 'openShiftVersions/4.18.5', 'platformWorkloadIdentityRoleSets/4.18']) {
      expect(refusal(await get(path, apiVersion))).toBe('400 InvalidResourceType');
    }
  });

  it.each(published.openShiftVersions)('%s has the list of versions alone', async (apiVersion) => {
    for (const path of [
      'openShiftVersions/4.18.5',
      'platformWorkloadIdentityRoleSets',
      'platformWorkloadIdentityRoleSets/4.18',
    ]) {
      expect(refusal(await get(path, apiVersion))).toBe('400 InvalidResourceType');
    }
  });

  it('names the type, the version, and the versions that have it', async () => {
    const { json } = await get('openShiftVersions/4.18.5', '2022-09-04');

    const { message } = json['error'] as { message: string };
    expect(message).toContain("'locations/openShiftVersions'");
    expect(message).toContain("'2022-09-04'");
    expect(message).toContain(supports('openShiftVersion').join(', '));
  });
});
