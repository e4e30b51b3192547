import { toInstant } from '@aro-rp/time';
import { type SqlQuerySpec } from '@azure/cosmos';
import { type WritePath } from '../batch.ts';
import { partitionKeyOf } from '../definitions.ts';
import { type Versioned, type WorkContainer, type WorkDocument, type WorkRef } from '../documents.ts';
import { type ProtocolTimes } from '../protocol-times.ts';
import { type CallOptions } from '../stores.ts';
import { isStranded } from './envelope.ts';

/** Only work has a plan. Coarse, so that the server sends little; {@link isStranded} decides on each. */
const candidates = (before: number): SqlQuerySpec => ({
  query: 'SELECT * FROM c WHERE IS_DEFINED(c.plan.deadline) AND (c._ts <= @before OR c.plan.deadline < @deadline)',
  parameters: [
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
  for await (const page of path.container.query<WorkDocument>(candidates(now - times.sweepAge), {}, options)) {
    for (const found of page) {
      const { document, writtenAt } = found;
      if (!isStranded(document, writtenAt, now, times)) continue;
      yield { ref: { container, partitionKey: partitionKeyOf(container, document), id: document.id }, found };
    }
  }
}
