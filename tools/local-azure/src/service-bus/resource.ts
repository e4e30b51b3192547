import { type QueueDefinition } from './model/topology.ts';

/**
 * A Service Bus namespace as Azure Resource Manager has it at this moment. Namespaces and queues are Resource Manager's:
 * the broker keeps what is in them.
 */
export interface NamespaceResource {
  name: string;
  /** New each time that a namespace of this name is made: what was in the last one is not in this one. */
  generation: string;
  /** In bytes. */
  maxMessageSize: number;
  /** Closed to the public, and without a private endpoint: nobody gets in through the network. */
  isClosed: boolean;
  /** Each with its generation. */
  queues: readonly QueueDefinition[];
}
