import { createFakeClock, type FakeClock } from '@aro-rp/testing';
import {
  type RetryOptions,
  ServiceBusClient,
  type ServiceBusReceivedMessage,
  type ServiceBusReceiver,
  type ServiceBusReceiverOptions,
} from '@azure/service-bus';
import { createTestContext, type TestContext } from '../host/testing.ts';
import { createServiceBusServer, type QueueDefinition, type ServiceBusServer } from './index.ts';

/** A client that gives up soon, so that a broken broker fails a spec instead of hanging it. */
export function connect(connectionString: string, retry: RetryOptions = {}): ServiceBusClient & AsyncDisposable {
  const client = new ServiceBusClient(connectionString, {
    retryOptions: { maxRetries: 3, timeoutInMs: 3000, retryDelayInMs: 50, maxRetryDelayInMs: 200, ...retry },
  });
  // The SDK's close waits for ever when its connection breaks meanwhile, as it does after a restart.
  const late = () => new Promise<void>((resolve) => setTimeout(resolve, 1000).unref());
  return Object.assign(client, { [Symbol.asyncDispose]: () => Promise.race([client.close(), late()]) });
}

export interface Bench extends AsyncDisposable {
  context: TestContext;
  clock: FakeClock;
  server: ServiceBusServer;
  client: ServiceBusClient & AsyncDisposable;
  /** A receiver of `work` that renews no lock by itself. */
  receiver(options?: ServiceBusReceiverOptions): ServiceBusReceiver;
  /** Ends the broker and starts another on the same folder and port. */
  restart(): Promise<void>;
}

/** A broker with a clock that stands still, one queue `work`, and the real SDK connected to it. */
export async function createBench(queue: Partial<QueueDefinition> = {}): Promise<Bench> {
  const clock = createFakeClock(Date.now());
  const context = await createTestContext({ clock });
  const topology = { queues: [{ name: 'work', ...queue }] };
  const server = await createServiceBusServer(context, { port: 0, topology });
  const client = connect(server.connectionString);
  const bench: Bench = {
    context,
    clock,
    server,
    client,
    receiver: (options) => client.createReceiver('work', { maxAutoLockRenewalDurationInMs: 0, ...options }),
    async restart() {
      await bench.server.close();
      bench.server = await createServiceBusServer(context, { port: server.port, topology });
    },
    async [Symbol.asyncDispose]() {
      await client[Symbol.asyncDispose]();
      await bench.server.close();
      await context.dispose();
    },
  };
  return bench;
}

/** The next message. @throws Error when none comes within ten seconds */
export async function receiveOne(receiver: ServiceBusReceiver): Promise<ServiceBusReceivedMessage> {
  const [message] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 10_000 });
  if (!message) throw new Error('no message came');
  return message;
}

/** Whether nothing can be received just now. */
export async function isEmpty(receiver: ServiceBusReceiver): Promise<boolean> {
  return (await receiver.receiveMessages(1, { maxWaitTimeInMs: 100 })).length === 0;
}
