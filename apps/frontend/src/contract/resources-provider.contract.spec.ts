import { randomUUID } from 'node:crypto';
import { versions } from '@aro-rp/api';
import { type ClusterService } from '../clusters/cluster-service.ts';
import { routes } from '../routes/routes.ts';
import { type Harness, startHarness } from '../testing/harness.ts';
import { apiVersion, location, refusal } from '../testing/requests.ts';

const namespace = 'Microsoft.RedHatOpenShift';
interface Operation {
  name: string;
  origin?: string;
  display: Record<string, string>;
}

describe('the provider as a whole', () => {
  let harness: Harness;
  const list = (version = apiVersion, place = '') =>
    harness.arm.call('GET', `${place}/providers/${namespace}/operations?api-version=${version}`);
  const operationsOf = async (version?: string) => (await list(version)).json.value as Operation[];

  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness[Symbol.asyncDispose]());

  it('R210 lists its operations without a subscription, in every version the same', async () => {
    const first = await list();

    expect(first.status).toBe(200);
    for (const version of versions.keys()) {
      const names = (await operationsOf(version)).map(({ name }) => name);
      expect(names).toEqual((first.json.value as Operation[]).map(({ name }) => name));
    }
    expect(refusal(await list(apiVersion, `/subscriptions/${randomUUID()}`))).toMatch(/^40[04] /);
  });

  it('R211 each has a name that roles can use, and all of its display', async () => {
    for (const { name, display } of await operationsOf()) {
      expect(name).toMatch(/^Microsoft\.RedHatOpenShift(\/[a-zA-Z]+)+\/(read|write|delete|action)$/);
      expect(Object.keys(display).sort()).toEqual(['description', 'operation', 'provider', 'resource']);
      for (const text of Object.values(display)) expect(text).toMatch(/\S/);
    }
  });

  it('R212 one of them registers the provider', async () => {
    expect((await operationsOf()).map(({ name }) => name)).toContain(`${namespace}/register/action`);
  });

  it('R213 there is one for each route and method, and none without', async () => {
    const verbs: Record<string, string> = {
      GET: 'read',
      PUT: 'write',
      PATCH: 'write',
      DELETE: 'delete',
      POST: 'action',
    };
    const notOurs = new Set(['cluster-child', 'preflight']);
    const parts = { polling: { location, retryAfterSeconds: 1 } } as unknown as ClusterService;
    const expected = routes(parts)
      .filter(({ name }) => !notOurs.has(name))
      .flatMap(({ path, methods }) => {
        const [, type] = [path].flat()[0]?.split('/providers/:namespace/') ?? [];
        const known = type?.replace(':type', 'openShiftClusters').replaceAll(/\/:\w+/g, '');
        const asked = Object.keys(methods).flatMap((method) => verbs[method] ?? []);
        return known === undefined ? [] : asked.map((verb) => `${namespace}/${known}/${verb}`);
      });

    // Registration is ARM's to serve, and custom roles know the list of role sets by an older name as well.
    const beside = ['register/action', 'locations/listPlatformWorkloadIdentityRoleSets/read'];
    const names = (await operationsOf()).map(({ name }) => name);
    expect(new Set(names)).toEqual(new Set([...expected, ...beside.map((name) => `${namespace}/${name}`)]));
    expect(new Set(names).size).toBe(names.length);
  });
});
