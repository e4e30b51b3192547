import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { type HostContext } from '../host/context.ts';
import { bind } from '../host/port.ts';
import { Namespace } from './model/namespace.ts';
import { type QueueDefinition } from './model/topology.ts';
import { type Broker, type Keys } from './protocol/broker.ts';
import { ClientConnection } from './protocol/connection.ts';
import { Store } from './store.ts';

export interface HostOptions {
  /** 0: any free one. */
  port: number;
  /** Of the data; made when absent. */
  file: string;
  /** Declared beside what the file has. */
  definitions: readonly QueueDefinition[];
  keys: Keys;
  /** Bytes. */
  maxMessageSize: number;
}

/** One namespace and the port on which it is served. */
export interface NamespaceHost {
  namespace: Namespace;
  port: number;
  /** When all that was done so far is on the disk. */
  durable(): Promise<void>;
  /** Takes what was acknowledged to the disk, and ends every connection. */
  close(): Promise<void>;
}

/** @throws Error when the port is taken, a definition is wrong or the file is in use */
export async function openHost(context: HostContext, options: HostOptions): Promise<NamespaceHost> {
  const log = (line: string) => context.log('service-bus', line);
  const sockets = new Set<Socket>();
  const stopped = new AbortController();
  const store = new Store(options.file, (error) => {
    log(`the store has failed, nothing more is accepted: ${error.message}`);
    for (const socket of sockets) socket.destroy();
  });
  const namespace = new Namespace(options.definitions, { clock: context.clock, store, newToken: randomUUID });
  const broker: Broker = {
    namespace,
    store,
    clock: context.clock,
    faults: context.faults,
    keys: options.keys,
    maxMessageSize: options.maxMessageSize,
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
  return { namespace, port, durable: () => store.durable(), close };
}
