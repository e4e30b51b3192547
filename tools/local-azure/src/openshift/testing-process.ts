import { systemClock } from '@aro-rp/time';
import { createObjects } from './kubernetes/objects.ts';
import { openStore } from './store.ts';

/** Writes objects without end, and says of each that it is written; a test kills it. */
const [folder = ''] = process.argv.slice(2);
const objects = createObjects(openStore(folder).cluster('demo'), systemClock);
objects.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'default' } });
for (let n = 0; ; n += 1) {
  const metadata = { name: `map-${n}`, namespace: 'default' };
  const made = objects.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata });
  process.stdout.write(`${made.metadata.name} ${made.metadata.resourceVersion}\n`);
}
