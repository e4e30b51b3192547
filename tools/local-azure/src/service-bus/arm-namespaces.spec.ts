import { type ArmWithServices, startArmWithServices } from '../host/testing-arm.ts';
import { connect, receiveOne } from './testing.ts';

const sender = '69a216fc-b8fb-44d8-bc22-1f3c2cd27a39';
const receiver = '4f6d3b9b-027b-4f4c-9142-0e5a2a2247e0';

describe('Service Bus namespaces of Azure Resource Manager', () => {
  let under: ArmWithServices;
  let n = 0;
  const premium = { location: 'eastus', sku: { name: 'Premium', tier: 'Premium', capacity: 1 } };

  beforeAll(async () => {
    under = await startArmWithServices(['service-bus']);
  });
  afterAll(() => under[Symbol.asyncDispose]());

  const namespace = async (properties: object = {}) => {
    const name = `region-${n++}-bus`;
    const id = `${under.group}/providers/Microsoft.ServiceBus/namespaces/${name}`;
    const made = await under.make(id, { ...premium, properties });
    return { name, id, properties: made['properties'] as Record<string, unknown> };
  };
  const queue = (id: string, name: string, properties: object = {}) =>
    under.send('PUT', `${id}/queues/${name}`, { properties });
  /** A client of an identity that may do what the roles say. */
  const client = async (name: string, id: string, ...roles: string[]) => {
    const { clientId, principalId } = await under.identity(`of-${n++}`);
    const taken = await Promise.all(roles.map((role) => under.assign(id, role, principalId)));
    const connectionString = under.azure.serviceBus.connectionStringFor(name, clientId) ?? '';
    return { bus: connect(connectionString, { maxRetries: 0 }), take: () => Promise.all(taken.map((one) => one())) };
  };

  it('have the queues that were made there, at once, and count what is in them', async () => {
    const { name, id, properties } = await namespace();
    await queue(id, 'work', { lockDuration: 'PT30S', requiresDuplicateDetection: true });
    const { bus } = await client(name, id, sender, receiver);
    await using _ = bus;

    await bus.createSender('work').sendMessages([
      { body: 1, messageId: 'a' },
      { body: 2, messageId: 'a' },
      { body: 3, messageId: 'b' },
    ]);
    const work = bus.createReceiver('work');
    await work.deadLetterMessage(await receiveOne(work));

    const shown = (await under.ok('GET', `${id}/queues/work`))['properties'];
    expect(properties['serviceBusEndpoint']).toMatch(/^sb:\/\/127\.0\.0\.1:\d+\/$/);
    expect(shown).toMatchObject({
      lockDuration: 'PT30S',
      maxDeliveryCount: 10,
      messageCount: 2,
      countDetails: { activeMessageCount: 1, deadLetterMessageCount: 1, scheduledMessageCount: 0 },
    });
  });

  it('have queues of their own, though the names are the same', async () => {
    const [one, other] = [await namespace(), await namespace()];
    for (const { id } of [one, other]) await queue(id, 'work');
    const { bus } = await client(one.name, one.id, sender);
    await using _ = bus;

    await bus.createSender('work').sendMessages({ body: 1 });

    expect(under.azure.serviceBus.namespace(one.name)?.status()).toMatchObject({ work: { active: 1 } });
    expect(under.azure.serviceBus.namespace(other.name)?.status()).toMatchObject({ work: { active: 0 } });
    expect(under.azure.serviceBus.status()).toEqual({});
    expect(await under.azure.serviceBus.namespace(one.name)?.purge('work')).toBe(1);
    expect(under.azure.serviceBus.namespace(one.name)?.status()).toMatchObject({ work: { active: 0 } });
  });

  it('let an identity send or receive as its roles on the queue say, and nobody else', async () => {
    const { name, id } = await namespace();
    for (const one of ['work', 'other']) await queue(id, one);
    const [sending, receiving] = await Promise.all([
      client(name, `${id}/queues/work`, sender),
      client(name, `${id}/queues/work`, receiver),
    ]);
    const refused = { code: 'UnauthorizedAccess' };
    await using first = sending.bus;
    await using second = receiving.bus;

    await first.createSender('work').sendMessages({ body: 1 });
    expect((await receiveOne(second.createReceiver('work'))).body).toBe(1);

    await expect(first.createReceiver('work').receiveMessages(1, { maxWaitTimeInMs: 500 })).rejects.toMatchObject(
      refused,
    );
    await expect(first.createReceiver('work').peekMessages(1)).rejects.toMatchObject(refused);
    await expect(second.createSender('work').sendMessages({ body: 1 })).rejects.toMatchObject(refused);
    await expect(second.createSender('work').scheduleMessages({ body: 1 }, new Date())).rejects.toMatchObject(refused);
    await expect(first.createSender('other').sendMessages({ body: 1 })).rejects.toMatchObject(refused);

    await sending.take();
    const { bus } = await client(name, id);
    await using nobody = bus;
    await expect(nobody.createSender('work').sendMessages({ body: 1 })).rejects.toMatchObject(refused);
    await using again = connect(
      under.azure.serviceBus.connectionStringFor(name, 'x')?.replace(/Key=[^;]+/, 'Key=wrong') ?? '',
      { maxRetries: 0 },
    );
    await expect(again.createSender('work').sendMessages({ body: 1 })).rejects.toMatchObject(refused);
  });

  it('are at the same address with the same messages after restarts of either service', async () => {
    const { name, id } = await namespace();
    await queue(id, 'work');
    const { bus } = await client(name, id, sender, receiver);
    await using _ = bus;
    await bus.createSender('work').sendMessages({ body: 1 });
    const before = under.azure.serviceBus.namespace(name)?.endpoint;

    await under.azure.restart('service-bus');
    await under.azure.restart('arm');

    expect(under.azure.serviceBus.namespace(name)).toMatchObject({ endpoint: before });
    expect(under.azure.serviceBus.namespace(name)?.status()).toMatchObject({ work: { active: 1 } });
    const made = await queue(id, 'later');
    expect([made.status, Object.keys(under.azure.serviceBus.namespace(name)?.status() ?? {})]).toEqual([
      201,
      ['work', 'later'],
    ]);
  });

  it('lose a queue with all that is in it and every link to it, and have an empty one when it is made again', async () => {
    const { name, id } = await namespace();
    await queue(id, 'work');
    const { bus } = await client(name, id, sender, receiver);
    await using _ = bus;
    await bus.createSender('work').scheduleMessages({ body: 1 }, new Date(Date.now() + 3_600_000));
    const ended = new Promise((resolve) => {
      bus.createReceiver('work').subscribe({
        processMessage: () => Promise.resolve(),
        processError: ({ error }) => Promise.resolve(resolve(error)),
      });
    });
    await bus.createSender('work').sendMessages({ body: 2 });

    await under.ok('DELETE', `${id}/queues/work`);
    await expect(ended).resolves.toMatchObject({ code: 'MessagingEntityNotFound' });
    await expect(bus.createSender('work').sendMessages({ body: 3 })).rejects.toMatchObject({
      code: 'MessagingEntityNotFound',
    });
    await queue(id, 'work');

    expect(under.azure.serviceBus.namespace(name)?.status()).toMatchObject({ work: { active: 0, scheduled: 0 } });
    await under.remove(id);
    expect(under.azure.serviceBus.namespace(name)).toBeUndefined();
  });

  it('that are closed to the public are reached through a private endpoint only', async () => {
    const { name, id } = await namespace({ publicNetworkAccess: 'Disabled' });
    await queue(id, 'work');
    const { bus } = await client(name, id, sender);
    await using _ = bus;
    const network = `${under.group}/providers/Microsoft.Network`;

    await expect(bus.createSender('work').sendMessages({ body: 1 })).rejects.toMatchObject({
      code: 'UnauthorizedAccess',
      message: expect.stringContaining('prevented to connect'),
    });
    await under.make(`${network}/virtualNetworks/services`, {
      location: 'eastus',
      properties: {
        addressSpace: { addressPrefixes: ['10.0.0.0/16'] },
        subnets: [{ name: 'endpoints', properties: { addressPrefix: '10.0.0.0/24' } }],
      },
    });
    await under.make(`${network}/privateEndpoints/bus`, {
      location: 'eastus',
      properties: {
        subnet: { id: `${network}/virtualNetworks/services/subnets/endpoints` },
        privateLinkServiceConnections: [
          { name: 'bus', properties: { privateLinkServiceId: id, groupIds: ['namespace'] } },
        ],
      },
    });

    await bus.createSender('work').sendMessages({ body: 1 });
    expect((await under.ok('GET', id))['properties']).toMatchObject({
      privateEndpointConnections: [{ name: 'bus' }],
    });
  });

  it('refuse what Azure refuses', async () => {
    const { name, id } = await namespace();
    await queue(id, 'work', { requiresDuplicateDetection: true });
    const refusals: [string, Record<string, unknown>][] = [
      ['lockDuration', { requiresDuplicateDetection: true, lockDuration: 'PT6M' }],
      ['requiresDuplicateDetection', { requiresDuplicateDetection: false }],
      ['enablePartitioning', { requiresDuplicateDetection: true, enablePartitioning: true }],
      ['requiresSession', { requiresDuplicateDetection: true, requiresSession: true }],
      ['maxDeliveryCount', { requiresDuplicateDetection: true, maxDeliveryCount: 0 }],
      ['maxSizeInMegabytes', { requiresDuplicateDetection: true, maxSizeInMegabytes: 1000 }],
      ['defaultMessageTimeToLive', { requiresDuplicateDetection: true, defaultMessageTimeToLive: 'soon' }],
    ];

    for (const [what, properties] of refusals) {
      const { status, body } = await queue(id, 'work', properties);
      expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining(what)]);
    }
    const partitioned = await queue(id, 'parts', { enablePartitioning: true });
    expect(JSON.stringify(partitioned.body)).toContain('Partitioned');
    const taken = id.replace('resourceGroups/things', 'resourceGroups/others');
    await under.ok('PUT', under.group.replace('things', 'others'), { location: 'eastus' });
    expect(JSON.stringify((await under.send('PUT', taken, premium)).body)).toContain('name is not available');
    expect((await under.send('PUT', id.replace(name, `${name}-sb`), premium)).status).toBe(400);
    const standard = { location: 'eastus', sku: { name: 'Standard' } };
    expect(JSON.stringify((await under.send('PUT', id, standard)).body)).toContain('from Premium to Standard');
  });
});
