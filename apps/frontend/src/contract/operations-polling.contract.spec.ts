import { randomUUID } from 'node:crypto';
import { settings } from '../settings.ts';
import { type Harness, operationIdOf, startHarness } from '../testing/harness.ts';
import { apiVersion, clusterBody, clusterPath, location, operationPath, refusal } from '../testing/requests.ts';

const retryAfter = settings.retryAfter.fallback?.value ?? 0;
const kinds = ['operationsstatus', 'operationresults'] as const;

describe('asking after operations', () => {
  let harness: Harness;
  const call = (...args: Parameters<Harness['arm']['call']>) => harness.arm.call(...args);
  const put = async (headers: Record<string, string> = {}) => {
    const subscription = await harness.subscription();
    const reply = await call('PUT', clusterPath({ subscription }), { body: clusterBody({ subscription }), headers });
    return { subscription, reply, operationId: operationIdOf(reply.headers.location) };
  };
  const status = (subscription: string, operationId: string) =>
    call('GET', operationPath(subscription, 'operationsstatus', operationId));
  const result = (subscription: string, operationId: string) =>
    call('GET', operationPath(subscription, 'operationresults', operationId));

  beforeAll(async () => {
    harness = await startHarness({ parts: { polling: { location, retryAfterSeconds: retryAfter } } });
  });
  afterAll(() => harness[Symbol.asyncDispose]());

  it('R140 R151 says by default to come back in ten seconds, wherever an operation is told of', async () => {
    const { subscription, reply, operationId } = await put();
    const told = [reply, await status(subscription, operationId), await result(subscription, operationId)];
    await harness.end({ subscription }, { provisioningState: 'Succeeded' });
    told.push(await call('PATCH', clusterPath({ subscription }), { body: { tags: { a: 'b' } } }));
    await harness.end({ subscription }, { provisioningState: 'Succeeded' });
    told.push(await call('DELETE', clusterPath({ subscription })));
    told.push(await call('DELETE', clusterPath({ subscription })));

    expect(told.map(({ headers }) => headers['retry-after'])).toEqual(told.map(() => '10'));
    expect(['0', '1', '600', '601'].map((text) => settings.retryAfter.read(text))).toEqual([
      undefined,
      1,
      600,
      undefined,
    ]);
  });

  it('R141 R149 URLs are absolute, where the customer is, and below the subscription', async () => {
    const { subscription, reply, operationId } = await put({
      referer: 'https://public.example:8443/x?api-version=nope',
    });

    const place = `https://public.example:8443/subscriptions/${subscription}/providers/Microsoft.RedHatOpenShift/locations/${location}`;
    expect(reply.headers.location).toBe(`${place}/operationresults/${operationId}?api-version=${apiVersion}`);
    expect(reply.headers['azure-asyncoperation']).toBe(
      `${place}/operationsstatus/${operationId}?api-version=${apiVersion}`,
    );
  });

  it('R142 R144 DELETE is 202 without content, with both URLs; PATCH is 200 with the cluster and both [published Swagger]', async () => {
    const { subscription } = await harness.cluster();

    const patch = await call('PATCH', clusterPath({ subscription }), { body: { tags: { a: 'b' } } });
    await harness.end({ subscription }, { provisioningState: 'Succeeded' });
    const remove = await call('DELETE', clusterPath({ subscription }));

    expect([patch.status, patch.json.tags]).toEqual([200, { a: 'b' }]);
    expect([remove.status, remove.text]).toEqual([202, '']);
    for (const { headers } of [patch, remove]) {
      expect(headers.location).toContain('/operationresults/');
      expect(headers['azure-asyncoperation']).toContain('/operationsstatus/');
    }
  });

  it('R143 PUT is 201 or 200 with a state that is not terminal, never 202', async () => {
    const { subscription, reply } = await put();
    await harness.end({ subscription }, { provisioningState: 'Succeeded' });
    const body = { ...clusterBody({ subscription }), ...reply.json, tags: { a: 'b' } } as Record<string, unknown>;
    const { properties: _properties, ...envelope } = body;
    const { provisioningState: _state, ...properties } = body.properties as Record<string, unknown>;

    const again = await call('PUT', clusterPath({ subscription }), { body: { ...envelope, properties } });

    expect([reply.status, reply.json.properties]).toMatchObject([201, { provisioningState: 'Creating' }]);
    expect([again.status, again.json.properties]).toMatchObject([200, { provisioningState: 'Updating' }]);
  });

  it('R144 R145 the result is 202 without content while the operation runs, with its own URL again', async () => {
    const { subscription, reply, operationId } = await put();

    const running = await result(subscription, operationId);

    expect([running.status, running.text]).toEqual([202, '']);
    expect(running.headers.location).toBe(reply.headers.location);
  });

  it('R145 the result of a create or a change is the cluster as GET shows it, of a delete 204', async () => {
    const { subscription, operationId } = await harness.cluster();
    const created = await result(subscription, operationId);
    const shown = (await call('GET', clusterPath({ subscription }))).json;
    const removed = await call('DELETE', clusterPath({ subscription }));
    await harness.end({ subscription }, { provisioningState: 'Succeeded', deleted: true });
    const gone = await call('GET', String(removed.headers.location));

    expect([created.status, created.json]).toEqual([200, shown]);
    expect([gone.status, gone.text]).toEqual([204, '']);
  });

  it('R146 R147 R148 the status of an operation that failed is 200, and says why', async () => {
    const error = {
      code: 'DeploymentFailed',
      message: 'The deployment failed.',
      details: [{ code: 'A', message: 'b' }],
    };
    const { subscription, operationId } = await harness.cluster({ provisioningState: 'Failed', error });

    const reply = await status(subscription, operationId);

    expect(reply.status).toBe(200);
    expect(reply.json).toMatchObject({ status: 'Failed', error });
    expect(refusal(await result(subscription, operationId))).toBe('409 DeploymentFailed');
  });

  it('R147 R148 an operation that was canceled says so in the very word, with a code', async () => {
    const error = { code: 'OperationCanceled', message: 'Canceled.' };
    const { subscription, operationId } = await harness.cluster({ provisioningState: 'Canceled', error });

    expect((await status(subscription, operationId)).json).toMatchObject({
      status: 'Canceled',
      error: { code: error.code },
    });
  });

  it('R147 a status has the members that ARM knows, and its id is the path that was asked', async () => {
    const { subscription, operationId } = await put();
    const path = operationPath(subscription.toUpperCase(), 'operationsstatus', operationId);
    const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/) as string;

    const running = (await call('GET', path)).json;
    await harness.end({ subscription }, { provisioningState: 'Succeeded' });
    const ended = (await call('GET', path)).json;

    const known = { id: path.split('?')[0], name: operationId, startTime: instant };
    expect(running).toEqual({ ...known, status: 'Creating' });
    expect(ended).toEqual({ ...known, status: 'Succeeded', endTime: instant });
    expect(Date.parse(String(ended.endTime))).toBeGreaterThanOrEqual(Date.parse(String(ended.startTime)));
  });

  it('R149 an operation can be asked after when its cluster is gone', async () => {
    const { subscription, operationId } = await harness.cluster();
    await call('DELETE', clusterPath({ subscription }));
    await harness.end({ subscription }, { provisioningState: 'Succeeded', deleted: true });

    expect((await status(subscription, operationId)).json).toMatchObject({ status: 'Succeeded' });
  });

  it('R152 an operation is 404 for everybody but its own subscription, and an id that is none is 400', async () => {
    const { subscription, operationId } = await harness.cluster();
    const foreign = await harness.subscription();

    for (const kind of kinds) {
      expect((await call('GET', operationPath(subscription, kind, operationId.toUpperCase()))).status).toBe(200);
      expect(refusal(await call('GET', operationPath(foreign, kind, operationId)))).toBe('404 NotFound');
      expect(refusal(await call('GET', operationPath(subscription, kind, randomUUID())))).toBe('404 NotFound');
      expect(refusal(await call('GET', operationPath(subscription, kind, 'x')))).toBe('400 InvalidOperationID');
    }
  });

  it('R047 R149 an operation is found in any spelling of the location', async () => {
    const { subscription, operationId } = await harness.cluster();
    const path = operationPath(subscription, 'operationsstatus', operationId);

    for (const spelling of ['East%20US', 'EASTUS']) {
      expect((await call('GET', path.replace(location, spelling))).status).toBe(200);
    }
    expect(refusal(await call('GET', path.replace(location, 'westus')))).toBe('400 InvalidLocation');
  });

  it('R153 an operation is kept while it runs, and for at least a day once it has ended', async () => {
    const { subscription, operationId } = await put();
    const ttl = async () => (await harness.database.operations.get(subscription, operationId))?.document.ttl;

    expect(await ttl()).toBeUndefined();
    await harness.end({ subscription }, { provisioningState: 'Succeeded' });

    expect(await ttl()).toBeGreaterThanOrEqual(86_400);
  });

  it('R154 an operation is known to every replica, and to those that start later', async () => {
    const { subscription, operationId } = await put();
    const late = await harness.another();

    const running = await late.call('GET', operationPath(subscription, 'operationsstatus', operationId));
    await harness.end({ subscription }, { provisioningState: 'Succeeded' });
    const ended = await late.call('GET', operationPath(subscription, 'operationsstatus', operationId));

    expect([running.json.status, ended.json.status]).toEqual(['Creating', 'Succeeded']);
  });

  it('R154 a request whose answer from the database was lost is one operation', async () => {
    const subscription = await harness.subscription();
    harness.azure.faults.add({ service: 'cosmos', method: 'BATCH', action: { kind: 'lose-answer' } });

    const reply = await call('PUT', clusterPath({ subscription }), { body: clusterBody({ subscription }) });

    expect([reply.status, harness.azure.faults.list().map(({ struck }) => struck)]).toEqual([201, [1]]);
    harness.azure.faults.clear();
    const { status } = (await call('GET', String(reply.headers['azure-asyncoperation']))).json;
    expect(status).toBe('Creating');
    expect(refusal(await call('PUT', clusterPath({ subscription }), { body: clusterBody({ subscription }) }))).toBe(
      '409 RequestNotAllowed',
    );
  });
});
