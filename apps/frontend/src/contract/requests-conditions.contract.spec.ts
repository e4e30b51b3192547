import { type Harness, startHarness } from '../testing/harness.ts';
import { clusterBody, clusterPath, type ClusterPlace, listPath } from '../testing/requests.ts';

/** What a header says, `current` standing for the entity tag that the cluster has. */
type Conditions = { 'if-match'?: string; 'if-none-match'?: string };
type Method = 'GET' | 'HEAD' | 'PUT' | 'PATCH' | 'DELETE';

const stale = '"00000000-0000-0000-0000-000000000000"';
const conditions: Conditions[] = [
  {},
  { 'if-match': '*' },
  { 'if-match': 'current' },
  { 'if-match': `${stale}, current` },
  { 'if-match': stale },
  { 'if-match': 'W/current' },
  { 'if-match': 'garbage' },
  { 'if-none-match': '*' },
  { 'if-none-match': 'current' },
  { 'if-none-match': `${stale}, current` },
  { 'if-none-match': stale },
  { 'if-match': 'current', 'if-none-match': stale },
  { 'if-match': 'current', 'if-none-match': '*' },
];

/** RFC 9110 13.1, with strong comparison; ARM RPC "Addendum" for what is absent. */
function holds({ 'if-match': match, 'if-none-match': none }: Conditions, exists: boolean): boolean {
  const names = (condition: string) => exists && /^\*$|(^|, )current/.test(condition);
  return (match === undefined || names(match)) && (none === undefined || !names(none));
}

const goesOn = { GET: [200, 404], HEAD: [204, 404], PUT: [200, 201], PATCH: [200, 404], DELETE: [202, 204] } as const;

function expected(method: Method, asked: Conditions, exists: boolean): number {
  const isJudged = method === 'PUT' || (exists && (method === 'PATCH' || method === 'DELETE'));
  if (isJudged && !holds(asked, exists)) return 412;
  return goesOn[method][exists ? 0 : 1];
}

const rows = (['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'] as const).flatMap((method) =>
  [true, false].flatMap((exists) =>
    conditions.map(
      (asked) =>
        [method, JSON.stringify(asked), exists ? 'existing' : 'absent', expected(method, asked, exists)] as const,
    ),
  ),
);

describe('conditions', () => {
  let harness: Harness;

  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness[Symbol.asyncDispose]());

  const call = (method: Method, place: ClusterPlace, headers: Record<string, string> = {}) => {
    const body = { PUT: clusterBody(place), PATCH: { tags: { a: 'b' } } } as Partial<Record<Method, unknown>>;
    return harness.arm.call(method, clusterPath(place), { headers, ...(method in body && { body: body[method] }) });
  };

  it.each(rows)(
    'R196 %s under the conditions %s of a cluster that is %s is %d; reads take none [decision 0007]',
    async (method, text, which, status) => {
      const subscription = await harness.subscription();
      const place = { subscription };
      const body = clusterBody(place);
      if (which === 'existing') {
        await harness.arm.call('PUT', clusterPath(place), { body });
        await harness.end(place, { provisioningState: 'Succeeded' });
      }
      const before = await call('GET', place);
      const etag = String(before.headers.etag);
      const headers = Object.fromEntries(
        Object.entries(JSON.parse(text) as Conditions).map(([name, value]) => [name, value.replace('current', etag)]),
      );

      const options = {
        headers,
        ...(method === 'PUT' ? { body } : method === 'PATCH' && { body: { tags: { a: 'b' } } }),
      };
      const reply = await harness.arm.call(method, clusterPath(place), options);

      expect(reply.status).toBe(status);
      if (status !== 412) return;
      const name = (reply.json.error as { target: string }).target;
      expect(reply.json.error).toMatchObject({ code: 'PreconditionFailed' });
      expect(headers).toHaveProperty(name.toLowerCase());
      const after = await call('GET', place);
      expect([after.status, after.json, after.headers.etag]).toEqual([before.status, before.json, before.headers.etag]);
    },
  );

  it('R196 gives the entity tag with each answer that shows a cluster, a new one with each change', async () => {
    const place = { subscription: await harness.subscription() };
    const created = await call('PUT', place);
    const seen = [created.headers.etag];
    expect((await call('GET', place)).headers.etag).toBe(created.headers.etag);
    expect((await call('HEAD', place)).headers.etag).toBe(created.headers.etag);
    await harness.end(place, { provisioningState: 'Succeeded' });
    seen.push((await call('GET', place)).headers.etag);
    seen.push((await call('PATCH', place)).headers.etag);

    expect(new Set(seen).size).toBe(3);
    for (const etag of seen) expect(etag).toMatch(/^"[^"]+"$/);
    expect((await harness.arm.call('GET', listPath(place.subscription))).text).not.toContain('etag');
  });

  it('R196 of two who change what both have read one succeeds', async () => {
    const place = await harness.cluster();
    const { headers } = await call('GET', place);
    const asked = { 'if-match': String(headers.etag) };

    expect((await call('PATCH', place, asked)).status).toBe(200);
    await harness.end(place, { provisioningState: 'Succeeded' });

    expect((await call('PATCH', place, asked)).status).toBe(412);
    expect((await call('DELETE', place, asked)).status).toBe(412);
  });
});
