import { randomUUID } from 'node:crypto';
import { type Harness, operationIdOf, startHarness } from '../testing/harness.ts';
import {
  apiVersion,
  clusterBody,
  clusterId,
  clusterPath,
  groupPath,
  listPath,
  location,
  operationPath,
  refusal,
} from '../testing/requests.ts';

interface List {
  value: { id: string }[];
  nextLink?: string;
}

describe('reading and deleting clusters', () => {
  let harness: Harness;
  const call = (...args: Parameters<Harness['arm']['call']>) => harness.arm.call(...args);

  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness[Symbol.asyncDispose]());

  it('R100 R109 tells what exists: GET 200 or 404, HEAD 204 or 404 without content', async () => {
    const { subscription } = await harness.cluster();
    const [there, absent] = [clusterPath({ subscription }), clusterPath({ subscription, name: 'absent' })];

    expect((await call('GET', there)).status).toBe(200);
    expect(refusal(await call('GET', absent))).toBe('404 ResourceNotFound');
    const [found, missing] = [await call('HEAD', there), await call('HEAD', absent)];
    expect([found.status, found.text]).toEqual([204, '']);
    expect([missing.status, missing.text]).toEqual([404, '']);
  });

  describe('lists', () => {
    let subscription: string;
    const names = ['aa', 'bb', 'cc', 'dd', 'ee'];
    const place = (name: string) => ({ subscription, name, group: name < 'cc' ? 'first' : 'Second' });

    beforeAll(async () => {
      subscription = await harness.subscription();
      for (const name of names) {
        await call('PUT', clusterPath(place(name)), { body: clusterBody(place(name)) });
      }
    });

    const follow = async (path: string, headers: Record<string, string> = {}) => {
      const pages: List[] = [];
      for (let next: string | undefined = path; next !== undefined; next = pages.at(-1)?.nextLink) {
        pages.push((await call('GET', next, { headers })).json as unknown as List);
      }
      return pages;
    };
    const ids = (pages: List[]) => pages.flatMap(({ value }) => value.map(({ id }) => id));

    it('R101 R107 lists a subscription and a group, each item as GET shows it', async () => {
      const [all, second] = [
        await follow(listPath(subscription)),
        await follow(groupPath({ subscription, group: 'SECOND' })),
      ];

      expect(ids(all)).toEqual(names.map((name) => clusterId(place(name))));
      expect(ids(second)).toEqual(['cc', 'dd', 'ee'].map((name) => clusterId(place(name))));
      expect(all[0]?.value[0]).toEqual((await call('GET', clusterPath(place('aa')))).json);
    });

    it.each([1, 2, 3, 4, 5, 6])('R103 R105 gives every cluster once in pages of %d', async (top) => {
      const pages = await follow(`${listPath(subscription)}&$top=${top}`);

      expect(ids(pages)).toEqual(names.map((name) => clusterId(place(name))));
      expect(pages).toHaveLength(Math.ceil(names.length / top));
      expect(pages.every(({ value }) => value.length <= top)).toBe(true);
      expect(pages.at(-1)).not.toHaveProperty('nextLink');
    });

    it('R104 links to the next page where the customer asked, with the same parameters', async () => {
      const path = `${listPath(subscription)}&$top=2&x=%26`;
      const headers = { referer: `https://public.example${path}` };

      const { nextLink } = (await call('GET', path, { headers })).json as unknown as List;

      const url = new URL(nextLink ?? '');
      expect(url.origin).toBe('https://public.example');
      expect(url.pathname).toBe(new URL(headers.referer).pathname);
      expect(Object.fromEntries(url.searchParams)).toMatchObject({ 'api-version': apiVersion, $top: '2', x: '&' });
    });

    it('R106 R108 refuses a token that is forged, or of another scope', async () => {
      const other = await harness.subscription();
      const { nextLink } = (await call('GET', `${listPath(subscription)}&$top=1`)).json as unknown as List;
      const token = new URL(nextLink ?? '').searchParams.get('$skipToken') ?? '';
      const tampered = (token[8] === 'A' ? 'B' : 'A') + token.slice(9);
      const withToken = (path: string, value: string) => `${path}&$skipToken=${encodeURIComponent(value)}`;

      for (const path of [
        withToken(listPath(subscription), token.slice(0, 8) + tampered),
        withToken(listPath(subscription), 'garbage'),
        withToken(listPath(subscription), ''),
        withToken(listPath(other), token),
        withToken(groupPath({ subscription, group: 'first' }), token),
      ]) {
        expect(refusal(await call('GET', path))).toBe('400 InvalidParameter $skipToken');
      }
    });

    it.each(['0', '-1', 'x', '1.5', '1e3', ''])('refuses $top=%s', async (top) => {
      expect(refusal(await call('GET', `${listPath(subscription)}&$top=${top}`))).toBe('400 InvalidParameter $top');
    });

    it('R102 R108 is empty where there is nothing, and never shows what is elsewhere', async () => {
      for (const path of [
        listPath(randomUUID()),
        groupPath({ subscription, group: 'firs' }),
        groupPath({ subscription, group: 'none' }),
      ]) {
        const reply = await call('GET', path);
        expect([reply.status, reply.json]).toEqual([200, { value: [] }]);
      }
    });
  });

  describe('DELETE', () => {
    it('R090 R091 R093 R149 R152 goes from 202 through its operation to nothing', async () => {
      const { subscription } = await harness.cluster();
      const path = clusterPath({ subscription });

      const accepted = await call('DELETE', path);

      expect([accepted.status, accepted.text]).toEqual([202, '']);
      expect(accepted.headers['retry-after']).toBe('1');
      const [result, status] = [String(accepted.headers.location), String(accepted.headers['azure-asyncoperation'])];
      expect((await call('GET', path)).json.properties).toMatchObject({ provisioningState: 'Deleting' });
      expect((await call('GET', result)).status).toBe(202);
      await harness.end({ subscription }, { provisioningState: 'Succeeded', deleted: true });
      expect((await call('GET', result)).status).toBe(204);
      expect((await call('GET', status)).json.status).toBe('Succeeded');
      expect((await call('GET', path)).status).toBe(404);
      expect((await call('HEAD', path)).status).toBe(404);
      expect((await call('GET', listPath(subscription))).json).toEqual({ value: [] });
      expect((await call('DELETE', path)).status).toBe(204);
      const foreign = status.replace(subscription, randomUUID());
      expect(refusal(await call('GET', foreign))).toBe('404 NotFound');
    });

    it('R090 while it is being deleted tells of the running operation again', async () => {
      const { subscription } = await harness.cluster();
      const first = await call('DELETE', clusterPath({ subscription }));

      const again = await call('DELETE', clusterPath({ subscription }));

      expect(again.status).toBe(202);
      expect(again.headers.location).toBe(first.headers.location);
    });

    it('R090 R196 is 204 for an absent cluster, whatever its conditions', async () => {
      const subscription = await harness.subscription();
      const path = clusterPath({ subscription });

      expect((await call('DELETE', path)).status).toBe(204);
      expect((await call('DELETE', path, { headers: { 'if-match': '"1"' } })).status).toBe(204);
    });

    it('frees the names that the cluster held, and lets it be made again', async () => {
      const subscription = await harness.subscription();
      const body = clusterBody({ subscription });
      const path = clusterPath({ subscription });
      await call('PUT', path, { body });
      await harness.end({ subscription }, { provisioningState: 'Succeeded' });
      await call('DELETE', path);
      await harness.end({ subscription }, { provisioningState: 'Succeeded', deleted: true });

      expect((await call('PUT', path, { body })).status).toBe(201);
    });

    it('of many at once all are told of one operation', async () => {
      const { subscription } = await harness.cluster();

      const replies = await Promise.all(
        Array.from({ length: 10 }, () => call('DELETE', clusterPath({ subscription }))),
      );

      expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([202]));
      expect(new Set(replies.map(({ headers }) => headers.location)).size).toBe(1);
    });
  });

  describe('operations', () => {
    it('R144 R145 R146 R147 R151 tells of a running one: status 200, result 202, when to ask again', async () => {
      const subscription = await harness.subscription();
      const accepted = await call('PUT', clusterPath({ subscription }), { body: clusterBody({ subscription }) });
      const operationId = operationIdOf(accepted.headers.location);

      const status = await call('GET', operationPath(subscription, 'operationsstatus', operationId));
      const result = await call('GET', operationPath(subscription, 'operationresults', operationId));

      expect(status.status).toBe(200);
      expect(status.json).toEqual({
        id: operationPath(subscription, 'operationsstatus', operationId).split('?')[0],
        name: operationId,
        status: 'Creating',
        startTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      });
      expect([result.status, result.text]).toEqual([202, '']);
      for (const { headers } of [status, result]) {
        expect(headers.location).toBe(accepted.headers.location);
        expect(headers['azure-asyncoperation']).toBe(accepted.headers['azure-asyncoperation']);
        expect(headers['retry-after']).toBe('1');
      }
    });

    it('R136 R145 R148 tells of one that succeeded: when, and the cluster as GET shows it', async () => {
      const { subscription, operationId } = await harness.cluster();

      const status = await call('GET', operationPath(subscription, 'operationsstatus', operationId));
      const result = await call('GET', operationPath(subscription, 'operationresults', operationId));

      expect(status.json).toMatchObject({ status: 'Succeeded', endTime: expect.any(String) as string });
      expect(status.headers['retry-after']).toBeUndefined();
      expect(result.status).toBe(200);
      expect(result.json).toEqual((await call('GET', clusterPath({ subscription }))).json);
    });

    it('R146 R147 tells of one that failed why, and shows the customer nothing of what is for us', async () => {
      const error = { code: 'DeploymentFailed', message: 'The deployment failed.' };
      const diagnostics = { step: 'deploy-base', detail: 'internal-host' };
      const { subscription, operationId } = await harness.cluster({ provisioningState: 'Failed', error, diagnostics });

      const status = await call('GET', operationPath(subscription, 'operationsstatus', operationId));
      const result = await call('GET', operationPath(subscription, 'operationresults', operationId));

      expect(status.status).toBe(200);
      expect(status.json).toMatchObject({ status: 'Failed', error });
      expect(status.text).not.toContain('internal-host');
      expect(refusal(result)).toBe('409 DeploymentFailed');
    });

    it('R152 knows only its own', async () => {
      const { subscription } = await harness.cluster();

      for (const kind of ['operationsstatus', 'operationresults'] as const) {
        expect(refusal(await call('GET', operationPath(subscription, kind, randomUUID())))).toBe('404 NotFound');
      }
    });

    it('R047 takes the location in any spelling', async () => {
      const { subscription, operationId } = await harness.cluster();
      const path = operationPath(subscription, 'operationsstatus', operationId);

      expect((await call('GET', path.replace(location, 'East%20US'))).status).toBe(200);
    });
  });

  describe('credentials', () => {
    const path = (subscription: string) => `${clusterId({ subscription })}/listCredentials?api-version=${apiVersion}`;

    it('R120 R121 are refused where there are none: no cluster, no end of its creation, no installation', async () => {
      const subscription = await harness.subscription();
      expect(refusal(await call('POST', path(subscription)))).toBe('404 ResourceNotFound');

      await call('PUT', clusterPath({ subscription }), { body: clusterBody({ subscription }) });
      expect(refusal(await call('POST', path(subscription)))).toBe('409 RequestNotAllowed');

      await harness.end({ subscription }, { provisioningState: 'Succeeded' });
      expect(refusal(await call('POST', path(subscription)))).toBe('409 Conflict');
    });

    it('R069 a body that is no JSON is 400', async () => {
      const { subscription } = await harness.cluster();

      expect(refusal(await call('POST', path(subscription), { body: '{' }))).toBe('400 InvalidRequestContent');
    });
  });
});
