import { type Harness, operationIdOf, startHarness } from '../testing/harness.ts';
import { clusterBody, clusterPath, operationPath, refusal } from '../testing/requests.ts';

describe('provisioning states', () => {
  let harness: Harness;
  const call = (...args: Parameters<Harness['arm']['call']>) => harness.arm.call(...args);
  const stateOf = async (subscription: string) =>
    ((await call('GET', clusterPath({ subscription }))).json.properties as { provisioningState: string })
      .provisioningState;
  const patch = (subscription: string) =>
    call('PATCH', clusterPath({ subscription }), { body: { tags: { changed: 'yes' } } });
  const error = { code: 'DeploymentFailed', message: 'The deployment failed.' };

  beforeAll(async () => {
    harness = await startHarness();
  });
  afterAll(() => harness[Symbol.asyncDispose]());

  it('R130 R132 a cluster is busy until its operation ends, and then is at rest', async () => {
    const subscription = await harness.subscription();
    await call('PUT', clusterPath({ subscription }), { body: clusterBody({ subscription }) });

    expect(await stateOf(subscription)).toBe('Creating');
    expect(refusal(await patch(subscription))).toBe('409 RequestNotAllowed');
    await harness.end({ subscription }, { provisioningState: 'Succeeded' });
    expect(await stateOf(subscription)).toBe('Succeeded');
    expect(await stateOf(subscription)).toBe('Succeeded');
    expect((await patch(subscription)).status).toBe(200);
  });

  it.each(['Succeeded', 'Failed', 'Canceled'] as const)(
    'R130 after %s of an update the next is taken',
    async (state) => {
      const { subscription } = await harness.cluster();
      await patch(subscription);
      await harness.end({ subscription }, { provisioningState: state, ...(state !== 'Succeeded' && { error }) });

      const reply = await call('PATCH', clusterPath({ subscription }), { body: { tags: { again: 'yes' } } });

      expect(reply.status).toBe(200);
    },
  );

  it('R131 the answer to a PUT shows the cluster as it will be, and how it is on its way', async () => {
    const subscription = await harness.subscription();
    const body = clusterBody({ subscription });

    const { json } = await call('PUT', clusterPath({ subscription }), { body });

    const { clusterProfile, servicePrincipalProfile, ...properties } = body.properties;
    const { pullSecret: _pullSecret, ...cluster } = clusterProfile;
    expect(json).toMatchObject({
      location: body.location,
      tags: body.tags,
      properties: {
        ...properties,
        clusterProfile: cluster,
        servicePrincipalProfile: { clientId: servicePrincipalProfile.clientId },
        provisioningState: 'Creating',
      },
    });
  });

  it('R133 a failed update leaves what was asked for, since part of it may be true [decision 0011]', async () => {
    const { subscription } = await harness.cluster();
    await patch(subscription);

    await harness.end({ subscription }, { provisioningState: 'Failed', error });

    const { json } = await call('GET', clusterPath({ subscription }));
    expect(json).toMatchObject({ tags: { changed: 'yes' }, properties: { provisioningState: 'Failed' } });
  });

  it('R134 PATCH and DELETE change the state at once', async () => {
    const { subscription } = await harness.cluster();

    await patch(subscription);
    expect(await stateOf(subscription)).toBe('Updating');
    await harness.end({ subscription }, { provisioningState: 'Succeeded' });
    await call('DELETE', clusterPath({ subscription }));
    expect(await stateOf(subscription)).toBe('Deleting');
  });

  it('R135 a create that failed stays visible, and can be deleted and made again; a PUT on it is told so [decision 0010]', async () => {
    const { subscription } = await harness.cluster({ provisioningState: 'Failed', error });
    const body = clusterBody({ subscription });

    expect(await stateOf(subscription)).toBe('Failed');
    const refused = await call('PUT', clusterPath({ subscription }), { body });
    expect(refusal(refused)).toBe('409 RequestNotAllowed');
    expect(refused.text).toContain('delete the cluster');
    expect((await call('DELETE', clusterPath({ subscription }))).status).toBe(202);
    await harness.end({ subscription }, { provisioningState: 'Succeeded', deleted: true });
    expect((await call('PUT', clusterPath({ subscription }), { body })).status).toBe(201);
  });

  it('R136 cluster and operation are terminal in the same moment', async () => {
    const subscription = await harness.subscription();
    const { headers } = await call('PUT', clusterPath({ subscription }), { body: clusterBody({ subscription }) });
    const path = operationPath(subscription, 'operationsstatus', operationIdOf(headers.location));
    const seen: string[] = [];
    const poll = async () => {
      const { status } = (await call('GET', path)).json;
      seen.push(`${String(status)} ${await stateOf(subscription)}`);
    };

    await poll();
    const ending = harness.end({ subscription }, { provisioningState: 'Succeeded' });
    for (let polls = 0; polls < 20; polls++) await poll();
    await ending;
    await poll();

    // The operation is asked first: it may be behind the cluster by the time between both, and never ahead of it.
    expect(seen[0]).toBe('Creating Creating');
    expect(seen.at(-1)).toBe('Succeeded Succeeded');
    expect(seen).not.toContain('Succeeded Creating');
  });
});
