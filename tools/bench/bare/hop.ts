import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Endpoints } from '@aro-rp/local-azure';
import { ChangeFeedStartFrom, CosmosClient, type JSONObject } from '@azure/cosmos';
import { ServiceBusClient, type ServiceBusReceivedMessage } from '@azure/service-bus';
import { within } from '../within.ts';
import { clusters, copyOf, database, type StoredDocument } from './settings.ts';

export interface HopOptions {
  /** What one create writes. */
  template: StoredDocument[];
  queue: string;
  /** Milliseconds between two questions to the feed that found nothing. */
  poll: number;
  /** How many messages are waited for at once. */
  receivers: number;
  /** How long a message may be under way. */
  seconds: number;
  signal: AbortSignal;
}

/** Milliseconds. */
export interface HopTimes {
  /** From the answer to the write to the message's arrival. */
  total: number;
  /** Its parts: until the feed has shown it, and from there until it has arrived. */
  feed: number;
  bus: number;
  /** Before it. */
  write: number;
}

/**
 * The baseline of `dispatch.ts`: write, read the change feed, send, receive, with the SDKs alone and in this process.
 * Nobody else may receive from the queue. Hops may run at the same time.
 */
export interface BareHops extends AsyncDisposable {
  hop(): Promise<HopTimes>;
}

interface Under {
  readAt: number;
  arrived: PromiseWithResolvers<number>;
}

export async function openBareHops({ cosmos, serviceBus }: Endpoints, options: HopOptions): Promise<BareHops> {
  const client = new CosmosClient(cosmos);
  const { items } = client.database(database).container(clusters);
  const bus = new ServiceBusClient(serviceBus.connectionString);
  const sender = bus.createSender(options.queue);
  const receivers = Array.from({ length: options.receivers }, () => bus.createReceiver(options.queue));
  const partitionKey = randomUUID();
  const underWay = new Map<string, Under>();
  const closing = new AbortController();
  const changes = items.getChangeFeedIterator<StoredDocument>({ changeFeedStartFrom: ChangeFeedStartFrom.Now() });

  const arrived = ({ body }: ServiceBusReceivedMessage) =>
    underWay.get((body as { id: string }).id)?.arrived.resolve(performance.now());
  const receiving = receivers.map(async (receiver) => {
    while (!closing.signal.aborted) {
      const messages = await receiver.receiveMessages(1, { maxWaitTimeInMs: 60_000, abortSignal: closing.signal });
      for (const message of messages) {
        arrived(message);
        await receiver.completeMessage(message);
      }
    }
  });

  const forward = async (ids: string[]) => {
    const readAt = performance.now();
    for (const id of ids) Object.assign(underWay.get(id) ?? {}, { readAt });
    await sender.sendMessages(ids.map((id) => ({ messageId: id, body: { id, partitionKey } })));
  };
  const reading = (async () => {
    while (!closing.signal.aborted) {
      const page = await changes.readNext();
      const found = page.count > 0 ? (page.result as StoredDocument[]) : [];
      const ids = found.filter(({ type }) => type === 'cluster').map(({ id }) => id);
      if (ids.length > 0) await forward(ids);
      if (page.count === 0) await sleep(options.poll, undefined, { signal: closing.signal });
    }
  })();
  const all = Promise.all([reading, ...receiving]).catch((error: unknown) => {
    if (closing.signal.aborted) return;
    for (const { arrived } of underWay.values()) arrived.reject(error);
  });

  return {
    async hop() {
      const documents = copyOf(options.template, randomUUID().slice(0, 35)).map((one) => ({ ...one, partitionKey }));
      const [{ id } = { id: '' }] = documents;
      const under: Under = { readAt: NaN, arrived: Promise.withResolvers() };
      underWay.set(id, under);
      const began = performance.now();
      const { code } = await items.batch(documents.map(createOf), partitionKey);
      const writtenAt = performance.now();
      if (code !== 200) throw new Error(`a batch was answered with ${code}`);
      const arrivedAt = await within(under.arrived.promise, 'a message', options);
      underWay.delete(id);
      const { readAt } = under;
      return {
        total: arrivedAt - writtenAt,
        feed: readAt - writtenAt,
        bus: arrivedAt - readAt,
        write: writtenAt - began,
      };
    },
    async [Symbol.asyncDispose]() {
      closing.abort(new Error('closing'));
      await all;
      await bus.close();
      client.dispose();
    },
  };
}

const createOf = (document: StoredDocument) => ({
  operationType: 'Create' as const,
  resourceBody: document as unknown as JSONObject,
});
