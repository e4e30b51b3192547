import { milliseconds } from '@aro-rp/time';
import { type Resource } from '../../../arm/model/resource.ts';
import { textAt } from '../../kubernetes/object.ts';
import { fast } from '../../timeline.ts';
import { createClusterParts } from '../../testing/cluster-parts.ts';
import { type ClusterContext } from '../context.ts';
import { machine as machineKind, machineApi, roleLabel } from '../kinds.ts';
import { machines } from './machines.ts';

describe('a master that Azure fails to make', () => {
  const start = () => {
    const parts = createClusterParts({ namespace: machineApi });
    const { clock, objects, facts } = parts;
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
    // What this controller reads beside them.
    const beside = { timeline: { ...fast, node: milliseconds(0) }, world: { view }, groupId: '/g' };
    const assets = { version: '4.16.1' };
    const cluster = { ...parts, ...beside, assets, log: () => undefined } as unknown as ClusterContext;
    return {
      inAzure,
      facts,
      clock,
      async phase() {
        await machines.reconcile(cluster);
        return textAt(objects.get(machineKind, machineApi, 'demo-master-1'), 'status', 'phase');
      },
      [Symbol.dispose]: () => parts[Symbol.dispose](),
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
