import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LocalAzure, startLocalAzure } from '@aro-rp/local-azure';
import { type Log, type LogFields } from '@aro-rp/telemetry';
import { type Clock } from '@aro-rp/time';
import { type ServiceBusConnection } from './connection.ts';
import { type OutgoingMessage } from './messages.ts';
import { queueDefinitions, toEmulatorTopology } from './queue-definitions.ts';

export interface Bench extends AsyncDisposable {
  azure: LocalAzure;
  connection: ServiceBusConnection;
  /** What was logged at `warn` and above, oldest first. */
  lines: string[];
  log: Log;
}

/** The local Service Bus with our queues, on a free port. */
export async function createBench(options: { clock?: Clock } = {}): Promise<Bench> {
  const dataDir = mkdtempSync(join(tmpdir(), 'messaging-'));
  const azure = await startLocalAzure({
    dataDir,
    only: ['service-bus'],
    serviceBus: { topology: toEmulatorTopology(queueDefinitions) },
    ...options,
  });
  const lines: string[] = [];
  const keep = (message: string, fields?: LogFields) =>
    void lines.push([message, fields?.err].filter((part) => part !== undefined).join(': '));
  const log: Log = { debug: () => undefined, info: () => undefined, warn: keep, error: keep, with: () => log };
  return {
    azure,
    connection: { connectionString: azure.endpoints.serviceBus?.connectionString ?? '' },
    lines,
    log,
    async [Symbol.asyncDispose]() {
      await azure.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

export const outgoing = (id: string, at?: number): OutgoingMessage => ({
  messageId: id,
  body: { container: 'OpenShiftClusters', id, partitionKey: 'subscription', etag: 'etag', revision: 1 },
  ...(at === undefined ? {} : { at }),
});

/** A list that can be waited for. */
export function createCollector<T>() {
  const items: T[] = [];
  const waiting: { until: (items: readonly T[]) => boolean; resolve: () => void }[] = [];
  return {
    items,
    add(item: T) {
      items.push(item);
      for (const one of waiting) if (one.until(items)) one.resolve();
    },
    until(condition: (items: readonly T[]) => boolean): Promise<void> {
      if (condition(items)) return Promise.resolve();
      return new Promise((resolve) => waiting.push({ until: condition, resolve }));
    },
  };
}
