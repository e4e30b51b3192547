import { randomUUID } from 'node:crypto';
import { type Harness, startHarness } from '../testing/harness.ts';
import { apiVersion, clusterBody, clusterId, clusterPath, groupPath, listPath, refusal } from '../testing/requests.ts';

interface List {
  value: { id: string; location: string }[];
  nextLink?: string;
}

describe('GET, lists and HEAD', () => {
  let harness: Harness;
  let subscription: string;
  const names = ['aa', 'bb', 'cc', 'dd', 'ee'];
  const place = (name: string) => ({ subscription, name, group: name < 'cc' ? 'first' : 'Second' });
  const call = (...args: Parameters<Harness['arm']['call']>) => harness.arm.call(...args);
  const listOf = async (path: string, headers: Record<string, string> = {}) =>
    (await call('GET', path, { headers })).json as unknown as List;
  const follow = async (path: string, headers: Record<string, string> = {}) => {
    const pages = [await listOf(path, headers)];
    for (let next = pages[0]?.nextLink; next !== undefined; next = pages.at(-1)?.nextLink) {
      pages.push(await listOf(next, headers));
    }
    return pages;
  };
  const ids = (pages: List[]) => pages.flatMap(({ value }) => value.map(({ id }) => id));
  const tokenOf = ({ nextLink = '' }: List) => new URL(nextLink).searchParams.get('$skipToken') ?? '';

  beforeAll(async () => {
    harness = await startHarness();
    subscription = await harness.subscription();
    for (const name of names) {
      const reply = await call('PUT', clusterPath(place(name)), { body: clusterBody(place(name)) });
      expect(reply.status).toBe(201);
    }
  });
  afterAll(() => harness[Symbol.asyncDispose]());

  it('R100 GET is 200 with the cluster, or 404 ResourceNotFound', async () => {
    const there = await call('GET', clusterPath(place('aa')));

    expect([there.status, there.json.id]).toEqual([200, clusterId(place('aa'))]);
    for (const absent of [
      { ...place('aa'), name: 'ab' },
      { ...place('aa'), group: 'Second' },
      { ...place('aa'), subscription: randomUUID() },
    ]) {
      expect(refusal(await call('GET', clusterPath(absent)))).toBe('404 ResourceNotFound');
    }
  });

  it('R101 a group and a subscription can be listed, ignoring case', async () => {
    expect(ids(await follow(listPath(subscription.toUpperCase())))).toEqual(
      names.map((name) => clusterId(place(name))),
    );
    expect(ids(await follow(groupPath({ subscription, group: 'SECOND' })))).toEqual(
      ['cc', 'dd', 'ee'].map((name) => clusterId(place(name))),
    );
  });

  it('R104 a version whose published list has no nextLink is given all clusters at once', async () => {
    const first = `${listPath(subscription)}&$top=2`;
    expect((await listOf(first)).value).toHaveLength(2);

    const whole = await listOf(first.replace(apiVersion, '2019-12-31-preview'));

    expect(whole).not.toHaveProperty('nextLink');
    expect(ids([whole])).toEqual(names.map((name) => clusterId(place(name))));
  });

  it('R102 a list of nothing is 200 and empty, in a subscription that nobody has told of, too', async () => {
    for (const path of [
      listPath(randomUUID()),
      listPath(await harness.subscription()),
      groupPath({ subscription, group: 'firs' }),
    ]) {
      const reply = await call('GET', path);
      expect([reply.status, reply.json]).toEqual([200, { value: [] }]);
    }
  });

  it('R103 a list has value and nextLink only, and no nextLink where nothing follows', async () => {
    const pages = await follow(`${listPath(subscription)}&$top=2`);

    expect(pages.map((page) => Object.keys(page))).toEqual([['value', 'nextLink'], ['value', 'nextLink'], ['value']]);
    expect(await listOf(listPath(subscription))).not.toHaveProperty('nextLink');
  });

  it('R104 nextLink leads where the customer asked, keeps the parameters and works', async () => {
    const path = `${listPath(subscription)}&$top=2&x=%26&$filter=a%20b`;
    const headers = { referer: `https://public.example:8443${path}` };

    const { nextLink = '' } = await listOf(path, headers);

    const url = new URL(nextLink);
    expect(url.origin).toBe('https://public.example:8443');
    expect(url.pathname).toBe(path.split('?')[0]);
    const { $skipToken, ...kept } = Object.fromEntries(url.searchParams);
    expect(kept).toEqual({ 'api-version': apiVersion, $top: '2', x: '&', $filter: 'a b' });
    expect($skipToken).toMatch(/./);
    expect((await listOf(nextLink, headers)).value.map(({ id }) => id)).toEqual(
      ['cc', 'dd'].map((name) => clusterId(place(name))),
    );
  });

  it('R104 nextLink has the path and the parameters that the customer wrote, where they differ from ours', async () => {
    const path = listPath(subscription);
    const theirs = `https://public.example/arm${path.split('?')[0]?.toUpperCase()}?api-version=2023-11-22&y=1&$skiptoken=old`;

    const { nextLink = '' } = await listOf(`${path}&$top=2`, { referer: theirs });

    const url = new URL(nextLink);
    expect(`${url.origin}${url.pathname}`).toBe(theirs.split('?')[0]);
    expect([...url.searchParams.keys()]).toEqual(['api-version', 'y', '$skipToken']);
    expect(url.searchParams.get('api-version')).toBe('2023-11-22');
    expect(url.searchParams.get('$skipToken')).not.toBe('old');
  });

  it.each(['https://public.example/', 'https://public.example/other?api-version=2023-11-22', 'https://public.example'])(
    'R104 nextLink has our own path where %s is no URL of the list',
    async (referer) => {
      const { nextLink = '' } = await listOf(`${listPath(subscription)}&$top=2`, { referer });

      expect(nextLink).toContain(`https://public.example${listPath(subscription)}&$top=2&$skipToken=`);
    },
  );

  it.each([1, 2, 3, 4, 5, 6, 1_000_000])('R105 $top=%d gives every cluster once', async (top) => {
    const pages = await follow(`${listPath(subscription)}&$top=${top}`);

    expect(ids(pages)).toEqual(names.map((name) => clusterId(place(name))));
    expect(Math.max(...pages.map(({ value }) => value.length))).toBeLessThanOrEqual(top);
  });

  it.each(['0', '-1', 'x', '1.5', '1e3', '', '1&$top=2'])('R105 refuses $top=%s', async (top) => {
    expect(refusal(await call('GET', `${listPath(subscription)}&$top=${top}`))).toBe('400 InvalidParameter $top');
  });

  it('R106 a token that was changed anywhere, cut or made up is 400', async () => {
    const token = tokenOf(await listOf(`${listPath(subscription)}&$top=1`));
    const changed = [...token].flatMap((char, at) =>
      at % 7 === 0 ? [token.slice(0, at) + (char === 'A' ? 'B' : 'A') + token.slice(at + 1)] : [],
    );

    for (const forged of [...changed, token.slice(0, -4), `${token}AAAA`, 'garbage', '', '%00', `${token}${token}`]) {
      const path = `${listPath(subscription)}&$skipToken=${encodeURIComponent(forged)}`;
      expect(refusal(await call('GET', path))).toBe('400 InvalidParameter $skipToken');
    }
  });

  it('R106 R108 a token is good for the list that gave it only', async () => {
    const other = await harness.subscription();
    const token = encodeURIComponent(tokenOf(await listOf(`${listPath(subscription)}&$top=1`)));

    for (const path of [listPath(other), groupPath({ subscription, group: 'first' })]) {
      expect(refusal(await call('GET', `${path}&$skipToken=${token}`))).toBe('400 InvalidParameter $skipToken');
    }
  });

  it('R107 an item of a list is what GET shows', async () => {
    const { value } = await listOf(listPath(subscription));

    for (const item of value) {
      expect(item).toEqual((await call('GET', `${item.id}?api-version=${apiVersion}`)).json);
    }
  });

  it('R108 a list shows nothing of another subscription', async () => {
    const { subscription: other } = await harness.cluster();

    expect(ids(await follow(listPath(other)))).toEqual([clusterId({ subscription: other })]);
    expect(ids(await follow(listPath(subscription)))).not.toContain(clusterId({ subscription: other }));
  });

  it('R109 HEAD is 204 or 404, without content', async () => {
    const [found, absent] = [
      await call('HEAD', clusterPath(place('aa'))),
      await call('HEAD', clusterPath({ ...place('aa'), name: 'ab' })),
    ];

    expect([found.status, found.text]).toEqual([204, '']);
    expect(found.headers.etag).toBe((await call('GET', clusterPath(place('aa')))).headers.etag);
    expect([absent.status, absent.text]).toEqual([404, '']);
  });

  it('R110 R219 a region has its own clusters only: none of another is taken in', async () => {
    const { value } = await listOf(listPath(subscription));
    const elsewhere = { subscription, name: 'elsewhere' };

    const reply = await call('PUT', clusterPath(elsewhere), {
      body: { ...clusterBody(elsewhere), location: 'westeurope' },
    });

    expect(refusal(reply)).toBe('400 InvalidParameter location');
    expect(new Set(value.map(({ location }) => location))).toEqual(new Set(['eastus']));
  });
});
