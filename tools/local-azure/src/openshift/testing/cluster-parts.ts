import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeClock } from '@aro-rp/testing';
import { createFacts } from '../cluster/facts.ts';
import { createObjects } from '../kubernetes/objects.ts';
import { openStore } from '../store.ts';

/** Objects and facts of a cluster whose API answers for the first time now, on a clock that is advanced by hand. */
export function createClusterParts({ namespace }: { namespace: string }) {
  const folder = mkdtempSync(join(tmpdir(), 'cluster-parts-'));
  const clock = createFakeClock();
  const store = openStore(folder);
  const kept = store.cluster('demo');
  const objects = createObjects(kept, clock);
  const facts = createFacts(kept);
  facts.apiAt = clock.now();
  objects.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  return {
    clock,
    objects,
    facts,
    [Symbol.dispose]() {
      store.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
