import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeClock } from '@aro-rp/testing';
import { milliseconds } from '@aro-rp/time';
import { type Resource } from '../../../arm/model/resource.ts';
import { createObjects } from '../../kubernetes/objects.ts';
import { textAt } from '../../kubernetes/object.ts';
import { openStore } from '../../store.ts';
import { fast } from '../../timeline.ts';
import { type ClusterContext } from '../context.ts';
import { createFacts } from '../facts.ts';
import { machine as machineKind, machineApi, roleLabel } from '../kinds.ts';
import { machines } from './machines.ts';

describe('a master that Azure fails to make', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'machines-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const start = () => {
    const clock = createFakeClock();
    const store = openStore(folder);
    const kept = store.cluster('demo');
    const objects = createObjects(kept, clock);
    const facts = createFacts(kept);
    facts.apiAt = clock.now();
    objects.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: machineApi } });
    objects.create({
      apiVersion: 'machine.openshift.io/v1beta1',
      kind: 'Machine',
      metadata: { name: 'demo-master-1', namespace: machineApi, labels: { [roleLabel]: 'master' } },
      spec: { providerSpec: { value: {} } },
    });
    const inAzure = { state: 'Failed' };
    const view = {
      get: (id: string) => ({
        ...{ id, name: 'demo-master-1', provisioningState: inAzure.state },
        ...{ properties: {}, createdTime: '2026-01-01T00:00:00Z' },
      }),
      ofType: (): Resource[] => [],
    };
    // The parts that this controller reads.
    const parts = {
      clock,
      objects,
      facts,
      timeline: { ...fast, node: milliseconds(0) },
      world: { view },
      groupId: '/g',
      assets: { version: '4.16.1' },
    };
    const cluster = { ...parts, log: () => undefined } as unknown as ClusterContext;
    return {
      inAzure,
      facts,
      clock,
      async phase() {
        await machines.reconcile(cluster);
        return textAt(objects.get(machineKind, machineApi, 'demo-master-1'), 'status', 'phase');
      },
      [Symbol.dispose]: () => store.close(),
    };
  };

  it('joins when it is made again, as long as the bootstrap machine carries the cluster', async () => {
    using cluster = start();
    const before = await cluster.phase();
    cluster.inAzure.state = 'Succeeded';

    expect([before, await cluster.phase()]).toEqual(['', 'Running']);
  });

  it('is failed for good once the masters carry it', async () => {
    using cluster = start();
    cluster.facts.bootstrapGoneAt = cluster.clock.now();
    const before = await cluster.phase();
    cluster.inAzure.state = 'Succeeded';

    expect([before, await cluster.phase()]).toEqual(['Failed', 'Failed']);
  });
});
