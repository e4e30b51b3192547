import { clusterUrl, conversation, endpoint, type Reply } from './testing/conversation.ts';

const status = `${endpoint}/operationsstatus/1?api-version=2025-07-25`;
const result = `${endpoint}/operationresults/1?api-version=2025-07-25`;
/** Between looks no time is to pass here. */
const atOnce = { updateIntervalInMs: 0 };
const body = { location: 'westeurope' };

const cluster = (provisioningState: string) => ({ name: 'one', ...body, properties: { provisioningState } });
const accepted: Reply = { status: 201, headers: { 'azure-asyncoperation': status }, body: cluster('Creating') };
const running: Reply = { status: 200, body: { status: 'Updating' } };
const succeeded: Reply = { status: 200, body: { status: 'Succeeded' } };
const done: Reply = { status: 200, body: cluster('Succeeded') };

describe('an operation', () => {
  it('is followed by its status URL, and ends with the resource', async () => {
    const { client, sent } = conversation([accepted, running, running, succeeded, done]);

    const made = await client.openShiftClusters.beginCreateOrUpdateAndWait('group', 'one', body, atOnce);

    expect(made.provisioningState).toBe('Succeeded');
    const clusterAt = `${clusterUrl}?api-version=2025-07-25`;
    expect(sent.map(({ method, url }) => [method, url])).toEqual([
      ['PUT', clusterAt],
      ['GET', status],
      ['GET', status],
      ['GET', status],
      ['GET', clusterAt],
    ]);
    expect(sent.slice(1).map((each) => each.body)).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('that changes a resource ends with the changed resource', async () => {
    const { client, sent } = conversation([{ ...accepted, status: 200 }, succeeded, done]);

    const made = await client.openShiftClusters.beginUpdateAndWait('group', 'one', { tags: { a: 'b' } }, atOnce);

    expect(sent[0]).toMatchObject({ method: 'PATCH', body: { tags: { a: 'b' } } });
    expect(made.provisioningState).toBe('Succeeded');
  });

  it('that deletes is followed by its Location until that has a result', async () => {
    const begun = { status: 202, headers: { location: result } };
    const { client, sent } = conversation([begun, begun, { status: 204 }]);

    await client.openShiftClusters.beginDeleteAndWait('group', 'one', atOnce);

    expect(sent.map(({ method, url }) => [method, url]).slice(1)).toEqual([
      ['GET', result],
      ['GET', result],
    ]);
  });

  it('that deletes what is not there is over at once', async () => {
    const { client, sent } = conversation([{ status: 204 }]);

    await client.openShiftClusters.beginDeleteAndWait('group', 'one', atOnce);

    expect(sent).toHaveLength(1);
  });

  it('that fails is a RestError with the code and the message of its status', async () => {
    const error = { code: 'InvalidNetwork', message: 'The subnet is full.' };
    const { client, left } = conversation([
      accepted,
      running,
      { status: 200, body: { status: 'Failed', error } },
      done,
    ]);

    await expect(
      client.openShiftClusters.beginCreateOrUpdateAndWait('group', 'one', body, atOnce),
    ).rejects.toMatchObject({
      name: 'RestError',
      statusCode: 200,
      code: error.code,
      message: error.message,
      details: { error },
    });
    expect(left).toEqual([done]);
  });

  it('that is refused is a RestError, before there is a poller', async () => {
    const refused = { status: 409, body: { error: { code: 'RequestNotAllowed', message: 'Another one is running.' } } };
    const { client } = conversation([refused]);

    await expect(client.openShiftClusters.beginCreateOrUpdate('group', 'one', body)).rejects.toMatchObject({
      name: 'RestError',
      statusCode: 409,
      code: 'RequestNotAllowed',
    });
  });

  it('is waited for until the signal is aborted, and is looked at no more', async () => {
    const abort = new AbortController();
    const { client, left } = conversation([accepted, running, done]);
    const options = { updateIntervalInMs: 3_600_000, abortSignal: abort.signal };

    const poller = await client.openShiftClusters.beginCreateOrUpdate('group', 'one', body, options);
    poller.onProgress(() => abort.abort());

    await expect(poller.pollUntilDone({ abortSignal: abort.signal })).rejects.toMatchObject({ name: 'AbortError' });
    expect(left).toEqual([done]);
  });

  it('is gone on with by another program, which begins nothing', async () => {
    const { client } = conversation([accepted]);
    const begun = await client.openShiftClusters.beginCreateOrUpdate('group', 'one', body);
    const later = conversation([succeeded, done]);

    const made = await later.client.openShiftClusters.beginCreateOrUpdateAndWait('group', 'one', body, {
      ...atOnce,
      resumeFrom: begun.toString(),
    });

    expect(made.provisioningState).toBe('Succeeded');
    expect(later.sent.map(({ method }) => method)).toEqual(['GET', 'GET']);
  });
});
