import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { type HostContext, type LocalService } from '../host/context.ts';
import { bind } from '../host/port.ts';
import { Namespace, type QueueStatus } from './model/namespace.ts';
import { readTopology, type ServiceBusTopology } from './model/topology.ts';
import { type Broker } from './protocol/broker.ts';
import { ClientConnection } from './protocol/connection.ts';
import { Store } from './store.ts';

export interface ServiceBusOptions {
  /** 0: any free one. */
  port: number;
  /** The queues, or the path of a file in the layout of Microsoft's emulator. */
  topology: ServiceBusTopology | string;
  /** `RootManageSharedAccessKey` unless told, as in Microsoft's emulator. */
  keyName?: string;
  /** `SAS_KEY_VALUE` unless told, as in Microsoft's emulator. */
  key?: string;
  /** 262,144 bytes unless told, the Standard tier's limit; for a batch as well. */
  maxMessageSize?: number;
}

export interface ServiceBusServer extends LocalService {
  name: 'service-bus';
  port: number;
  /** For the SDKs: plain TCP on loopback. */
  connectionString: string;
  /** Creates queues and changes the settings of existing ones; lasting. Removes none. @throws Error naming the fault */
  setTopology(topology: ServiceBusTopology | string): void;
  /**
   * Empties a queue (or `name/$DeadLetterQueue`) of every message in whatever state; the duplicate history stays, as on
   * Azure. @returns how many messages there were. @throws BrokerError `amqp:not-found`
   */
  purge(queue: string): Promise<number>;
  status(): Record<string, QueueStatus>;
}

/**
 * Azure Service Bus over AMQP 1.0 on loopback, for clients with `UseDevelopmentEmulator=true`. What it has accepted
 * survives a crash; a second server on the same folder takes up messages, locks and duplicate history.
 * @throws Error when the port is taken, the topology is wrong or the folder is in use
 */
export async function createServiceBusServer(
  context: HostContext,
  options: ServiceBusOptions,
): Promise<ServiceBusServer> {
  const { keyName = 'RootManageSharedAccessKey', key = 'SAS_KEY_VALUE' } = options;
  const definitions = readTopology(options.topology);
  const log = (line: string) => context.log('service-bus', line);
  const sockets = new Set<Socket>();
  const stopped = new AbortController();
  const store = new Store(join(context.folder('service-bus'), 'service-bus.db'), (error) => {
    log(`the store has failed, nothing more is accepted: ${error.message}`);
    for (const socket of sockets) socket.destroy();
  });
  const namespace = new Namespace(definitions, { clock: context.clock, store, newToken: randomUUID });
  const broker: Broker = {
    namespace,
    store,
    clock: context.clock,
    faults: context.faults,
    keyName,
    key,
    maxMessageSize: options.maxMessageSize ?? 262_144,
    log,
    stopped: stopped.signal,
  };

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    new ClientConnection(broker, socket);
  });
  const close = async () => {
    namespace.stop();
    const closed = server.listening ? once(server, 'close') : undefined;
    server.close();
    await store.durable().catch(() => undefined);
    for (const socket of sockets) socket.destroy();
    stopped.abort(new Error('local Service Bus stops'));
    await closed;
    await store.close();
  };
  const port = await bind(server, options.port, '--service-bus-port').catch(async (error: unknown) => {
    await close();
    throw error;
  });
  const connectionString =
    `Endpoint=sb://127.0.0.1:${port};SharedAccessKeyName=${keyName};` +
    `SharedAccessKey=${key};UseDevelopmentEmulator=true;`;
  return {
    name: 'service-bus',
    port,
    connectionString,
    endpoints: { serviceBus: { connectionString } },
    setTopology: (topology) => namespace.declare(readTopology(topology)),
    status: () => namespace.status(),
    async purge(queue) {
      const count = namespace.queue(queue).purge();
      await store.durable();
      return count;
    },
    close,
  };
}
