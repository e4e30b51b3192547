import { randomUUID } from 'node:crypto';
import { type Reply } from '../testing/client.ts';
import { type Harness, operationIdOf, startHarness } from '../testing/harness.ts';
import {
  clusterBody,
  clusterPath,
  type ClusterPlace,
  groupPath,
  listPath,
  operationPath,
  refusal,
} from '../testing/requests.ts';

describe('DELETE', () => {
  let harness: Harness;

  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness[Symbol.asyncDispose]());

  const remove = (place: ClusterPlace, options: Parameters<Harness['arm']['call']>[2] = {}) =>
    harness.arm.call('DELETE', clusterPath(place), options);
  const get = (place: ClusterPlace) => harness.arm.call('GET', clusterPath(place));
  const stateOf = ({ json }: Reply) => (json.properties as { provisioningState: string }).provisioningState;
  const deleted = { provisioningState: 'Succeeded', deleted: true } as const;
  const failure = { provisioningState: 'Failed', error: { code: 'DeploymentFailed', message: 'no' } } as const;

  it('R090 R091 R093 is 202 without content, and then the cluster is gone from everywhere', async () => {
    const { subscription } = await harness.cluster();
    const place = { subscription };

    const accepted = await remove(place);
    const during = await get(place);
    await harness.end(place, deleted);

    expect([accepted.status, accepted.text]).toEqual([202, '']);
    expect(accepted.headers['content-type']).toBeUndefined();
    expect([during.status, stateOf(during)]).toEqual([200, 'Deleting']);
    expect((await get(place)).status).toBe(404);
    expect((await harness.arm.call('HEAD', clusterPath(place))).status).toBe(404);
    for (const list of [groupPath(place), listPath(subscription)]) {
      expect((await harness.arm.call('GET', list)).json.value).toEqual([]);
    }
    const result = await harness.arm.call('GET', String(accepted.headers.location));
    expect([result.status, result.text]).toEqual([204, '']);
  });

  it('R090 R091 is 204 without content for what is not there, was never, or is deleted', async () => {
    const { subscription } = await harness.cluster();
    await remove({ subscription });
    await harness.end({ subscription }, deleted);

    for (const place of [{ subscription }, { subscription, name: 'never' }, { subscription, group: 'never' }]) {
      const reply = await remove(place);
      expect([reply.status, reply.text, reply.headers.location]).toEqual([204, '', undefined]);
    }
  });

  it('R090 again while it is being deleted is 202 with the operation that does it', async () => {
    const place = await harness.cluster();
    const first = await remove(place);

    const replies = await Promise.all(Array.from({ length: 5 }, () => remove(place)));

    for (const reply of replies) {
      expect(reply.status).toBe(202);
      expect(reply.headers.location).toBe(first.headers.location);
    }
  });

  it('R090 of 20 at the same time all are told of one operation', async () => {
    const place = await harness.cluster();

    const replies = await Promise.all(Array.from({ length: 20 }, () => remove(place)));

    expect(new Set(replies.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(replies.map(({ headers }) => headers.location)).size).toBe(1);
  });

  it('R091 does not look at content that it is sent', async () => {
    for (const body of ['{', '{"properties":{}}', 'x'.repeat(100_000)]) {
      const reply = await remove(await harness.cluster(), { body, headers: { 'content-type': 'text/plain' } });

      expect([reply.status, reply.text]).toEqual([202, '']);
    }
  });

  it('R092 refuses with 409 while the cluster is made or changed, and does it once that has ended', async () => {
    const place = { subscription: await harness.subscription() };
    const created = await harness.arm.call('PUT', clusterPath(place), { body: clusterBody(place) });

    const early = await remove(place);
    await harness.end(place, { provisioningState: 'Succeeded' });
    await harness.arm.call('PATCH', clusterPath(place), { body: { tags: { a: 'b' } } });
    const second = await remove(place);
    await harness.end(place, { provisioningState: 'Succeeded' });

    expect([refusal(early), refusal(second)]).toEqual(Array(2).fill('409 RequestNotAllowed'));
    expect(early.text).toContain(operationIdOf(created.headers['azure-asyncoperation']));
    expect((await remove(place)).status).toBe(202);
  });

  it('R094 deletes what could not be made, changed or deleted', async () => {
    const unmade = await harness.cluster(failure);
    const unchanged = await harness.cluster();
    await harness.arm.call('PATCH', clusterPath(unchanged), { body: { tags: { a: 'b' } } });
    await harness.end(unchanged, failure);
    const undeleted = await harness.cluster();
    await remove(undeleted);
    await harness.end(undeleted, failure);

    for (const place of [unmade, unchanged, undeleted]) {
      expect(stateOf(await get(place))).toBe('Failed');
      expect((await remove(place)).status).toBe(202);
      await harness.end(place, deleted);
      expect((await get(place)).status).toBe(404);
    }
  });

  it('R093 frees the names that the cluster held, and not before: the same PUT makes it again', async () => {
    const place = { subscription: await harness.subscription() };
    const body = clusterBody(place);
    const put = (one: ClusterPlace) => harness.arm.call('PUT', clusterPath(one), { body });
    await put(place);
    await harness.end(place, { provisioningState: 'Succeeded' });
    await remove(place);
    const during = await put({ ...place, name: 'other' });
    await harness.end(place, deleted);

    expect(refusal(during)).toMatch(/^400 (DuplicateResourceGroup|DuplicateClientID) /);
    expect((await put(place)).status).toBe(201);
  });

  it('R093 the operation can be asked after when the cluster is gone', async () => {
    const place = await harness.cluster();
    const operationId = operationIdOf((await remove(place)).headers.location);
    await harness.end(place, deleted);

    const status = await harness.arm.call('GET', operationPath(place.subscription, 'operationsstatus', operationId));

    expect(status.json).toMatchObject({ name: operationId, status: 'Succeeded' });
    expect(
      (await harness.arm.call('GET', operationPath(place.subscription, 'operationsstatus', randomUUID()))).status,
    ).toBe(404);
  });
});
