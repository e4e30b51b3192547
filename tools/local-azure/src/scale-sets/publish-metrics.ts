import {
  type Figures,
  publishedMetrics,
  publishedNamespace,
  publishedSince,
  type PublishingService,
  readPublished,
} from '@aro-rp/telemetry';
import { type Machine } from './machine/machine.ts';

/** Where a machine's figures go: Azure Monitor's custom metrics, on the resource of its scale set. */
export type RecordMetrics = (resourceId: string, namespace: string, values: Readonly<Record<string, number>>) => void;

const isPublishing = (service: string): service is PublishingService => service in publishedMetrics;

/** Reads what programs count, as a unit on each machine does every minute, and publishes what is new. */
export function createPublisher(
  record: RecordMetrics,
): (machine: Machine, scaleSetId: string, service: string) => Promise<void> {
  const before = new WeakMap<Machine, Figures>();
  return async (machine, scaleSetId, service) => {
    if (!isPublishing(service)) return;
    const text = await machine.figures();
    if (text === undefined) return;
    const now = readPublished(service, text);
    record(scaleSetId, publishedNamespace, publishedSince(service, now, before.get(machine)));
    before.set(machine, now);
  };
}
