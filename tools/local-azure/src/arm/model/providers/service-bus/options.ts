/** How many messages of a queue are in which state. */
export interface QueueCounts {
  active: number;
  scheduled: number;
  locked: number;
  deferred: number;
  deadLetters: number;
}

export interface ServiceBusOptions {
  /** Where a namespace is reached: an URL; undefined while it opens. */
  endpoint(namespace: string): string | undefined;
  /** Of each queue of a namespace, by name; undefined while it opens. */
  counts(namespace: string): Record<string, QueueCounts> | undefined;
}

/** Where nobody stands in for the service: Azure's own address, and nothing in the queues. */
export const withoutBroker: ServiceBusOptions = {
  endpoint: (namespace) => `https://${namespace}.servicebus.windows.net:443/`,
  counts: () => ({}),
};
