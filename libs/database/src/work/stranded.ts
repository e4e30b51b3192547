import { provisioningStates, isTerminal } from '@aro-rp/api';
import { toInstant } from '@aro-rp/time';
import { type SqlQuerySpec } from '@azure/cosmos';
import { type WritePath } from '../batch.ts';
import { type Versioned, type WorkContainer, type WorkDocument, type WorkRef } from '../documents.ts';
import { type ProtocolTimes } from '../protocol-times.ts';
import { type CallOptions } from '../stores.ts';
import { isStranded } from './envelope.ts';

const types: Record<WorkContainer, WorkDocument['type']> = {
  OpenShiftClusters: 'cluster',
  Subscriptions: 'subscription',
};

const terminal = provisioningStates.filter(isTerminal);

/** Coarse, so that the server sends little; {@link isStranded} decides on each. */
const candidates = (type: WorkDocument['type'], before: number): SqlQuerySpec => ({
  query:
    'SELECT * FROM c WHERE c.type = @type AND NOT ARRAY_CONTAINS(@terminal, c.provisioningState)' +
    ' AND (c._ts <= @before OR c.plan.deadline < @deadline)',
  parameters: [
    { name: '@type', value: type },
    { name: '@terminal', value: terminal },
    { name: '@before', value: Math.ceil(before / 1_000) },
    { name: '@deadline', value: toInstant(before) },
  ],
});

/** S1's candidates, from all partitions; a document may have moved on by the time that it is looked at. */
export async function* strandedWork(
  path: WritePath,
  container: WorkContainer,
  times: ProtocolTimes,
  options?: CallOptions,
): AsyncGenerator<{ ref: WorkRef; found: Versioned<WorkDocument> }> {
  const now = path.serverClock.now();
  const query = candidates(types[container], now - times.sweepAge);
  for await (const page of path.container.query<WorkDocument>(query, {}, options)) {
    for (const found of page) {
      const { document, writtenAt } = found;
      if (!isStranded(document, writtenAt, now, times)) continue;
      const partitionKey = document.type === 'cluster' ? document.partitionKey : document.id;
      yield { ref: { container, partitionKey, id: document.id }, found };
    }
  }
}
