import { getContinuationToken } from './index.ts';
import { conversation, endpoint, type Reply } from './testing/conversation.ts';

const next = `${endpoint}/next?api-version=2020-04-30&$skipToken=abc`;
const pageOf = (names: string[], nextLink?: string): Reply => ({
  status: 200,
  body: { value: names.map((name) => ({ name })), ...(nextLink && { nextLink }) },
});

describe('a list', () => {
  it('has the elements of all pages, each of which is asked for as its link says', async () => {
    const { client, sent } = conversation([pageOf(['a', 'b'], next), pageOf([], `${next}d`), pageOf(['c'])]);

    const names: (string | undefined)[] = [];
    for await (const { name } of client.openShiftClusters.listByResourceGroup('group')) names.push(name);

    expect(names).toEqual(['a', 'b', 'c']);
    expect(sent.map(({ url }) => url).slice(1)).toEqual([next, `${next}d`]);
  });

  it('sends nothing before an element is asked for, and no more than that needs', async () => {
    const { client, sent } = conversation([pageOf(['a'], next)]);

    const list = client.operations.list();
    expect(sent).toEqual([]);
    await list.next();

    expect(sent).toHaveLength(1);
  });

  it('goes on after a page by its token, which the last page has not', async () => {
    const { client, sent } = conversation([pageOf(['a'], next), pageOf(['b'])]);

    const first = await client.openShiftClusters.list().byPage().next();
    const continuationToken = getContinuationToken(first.value as object) ?? '';
    const second = await client.openShiftClusters.list().byPage({ continuationToken }).next();

    expect(second.value).toEqual([{ name: 'b' }]);
    expect(sent[1]?.url).toBe(next);
    expect(getContinuationToken(second.value as object)).toBeUndefined();
  });

  it('fails with the refusal of a page', async () => {
    const refused = { status: 400, body: { error: { code: 'InvalidSkipToken', message: 'No.' } } };
    const { client } = conversation([pageOf(['a'], next), refused]);
    const list = client.openShiftClusters.list();

    await list.next();

    await expect(list.next()).rejects.toMatchObject({ statusCode: 400, code: 'InvalidSkipToken' });
  });
});
