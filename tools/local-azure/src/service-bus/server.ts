import { createHmac, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { type HostContext, type LocalService } from '../host/context.ts';
import { createOnce, readIfThere } from '../host/durable-file.ts';
import { createArmNamespaces } from './arm-namespaces.ts';
import { type NamespaceHost, openHost } from './host.ts';
import { type QueueStatus } from './model/namespace.ts';
import { readTopology, type ServiceBusTopology } from './model/topology.ts';
import { type ServiceBusRight } from './protocol/broker.ts';
import { type NamespaceResource } from './resource.ts';

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
  /**
   * Whether a role of the identity with that client id allows it on a queue of a namespace of Azure Resource Manager;
   * nobody may unless told. @throws BrokerError when it cannot be said just now
   */
  mayUse?(clientId: string, right: ServiceBusRight, namespace: string, queue: string): boolean;
}

export interface ServiceBusServer extends LocalService {
  name: 'service-bus';
  port: number;
  /** For the SDKs: plain TCP on loopback. It opens the topology's queues, and all of them. */
  connectionString: string;
  /** Creates queues and changes the settings of existing ones; lasting. Removes none. @throws Error naming the fault */
  setTopology(topology: ServiceBusTopology | string): void;
  /**
   * Empties a queue (or `name/$DeadLetterQueue`) of every message in whatever state; the duplicate history stays, as on
   * Azure. @returns how many messages there were. @throws BrokerError `amqp:not-found`
   */
  purge(queue: string): Promise<number>;
  /** Of the topology's queues. */
  status(): Record<string, QueueStatus>;
  /** Serves the namespaces that Azure Resource Manager has, and those only, each on a port of its own. */
  follow(resources: readonly NamespaceResource[]): void;
  /** When all namespaces that were told are open, or gone. */
  settled(): Promise<void>;
  /** A namespace of Azure Resource Manager by its name; undefined until it is open. */
  namespace(name: string): OpenNamespace | undefined;
  /**
   * The key with which an identity signs in place of the token that it would have for Azure: the SDK reaches a plain
   * broker with a key only. It follows from the client id and stays the same.
   */
  serviceBusKeyFor(clientId: string): string;
  /** With which a service whose identity has that client id reaches a namespace; undefined until that is open. */
  connectionStringFor(namespace: string, clientId: string): string | undefined;
}

export interface OpenNamespace {
  /** `sb://127.0.0.1:PORT/`; the same after a restart. */
  endpoint: string;
  /** By queue. */
  status(): Record<string, QueueStatus>;
  /** {@link ServiceBusServer.purge}. */
  purge(queue: string): Promise<number>;
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
  const { keyName = 'RootManageSharedAccessKey', key = 'SAS_KEY_VALUE', mayUse = () => false } = options;
  const folder = context.folder('service-bus');
  const host = await openHost(context, {
    port: options.port,
    file: join(folder, 'service-bus.db'),
    definitions: readTopology(options.topology),
    keys: { find: (name) => (name === keyName ? key : undefined), mayUse: () => true },
    maxMessageSize: options.maxMessageSize ?? 262_144,
  });
  const secretFile = join(folder, 'secret');
  const secret = (await readIfThere(secretFile)) ?? (await createOnce(secretFile, randomBytes(32).toString('hex')));
  const keyOf = (clientId: string) => createHmac('sha256', secret).update(clientId.toLowerCase()).digest('base64');
  const arm = await createArmNamespaces(context, (namespace) => ({
    find: keyOf,
    mayUse: (clientId, right, queue) => mayUse(clientId, right, namespace, queue),
  }));

  const connect = (port: number, name: string, secretKey: string) =>
    `Endpoint=sb://127.0.0.1:${port};SharedAccessKeyName=${name};` +
    `SharedAccessKey=${secretKey};UseDevelopmentEmulator=true;`;
  const connectionString = connect(host.port, keyName, key);
  return {
    name: 'service-bus',
    port: host.port,
    connectionString,
    endpoints: { serviceBus: { connectionString } },
    setTopology: (topology) => host.namespace.declare(readTopology(topology)),
    ...partsOf(host),
    follow: arm.follow,
    settled: arm.settled,
    namespace(name) {
      const open = arm.find(name);
      return open && { endpoint: `sb://127.0.0.1:${open.port}/`, ...partsOf(open) };
    },
    serviceBusKeyFor: keyOf,
    connectionStringFor(name, clientId) {
      const open = arm.find(name);
      return open && connect(open.port, clientId, keyOf(clientId));
    },
    async close() {
      await arm.close();
      await host.close();
    },
  };
}

/** What can be seen and done from outside, in every namespace alike. */
const partsOf = ({ namespace, durable }: NamespaceHost): Pick<OpenNamespace, 'status' | 'purge'> => ({
  status: () => namespace.status(),
  async purge(queue) {
    const count = namespace.queue(queue).purge();
    await durable();
    return count;
  },
});
