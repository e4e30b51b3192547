import { minutes, seconds } from '@aro-rp/time';
import { type Resource } from '../../../arm/model/resource.ts';
import { real } from '../../timeline.ts';
import { createClusterParts } from '../../testing/cluster-parts.ts';
import { type ClusterContext } from '../context.ts';
import { configMap } from '../kinds.ts';
import { bootstrap } from './bootstrap.ts';

describe('the bootstrap of a cluster', () => {
  const start = () => {
    const parts = createClusterParts({ namespace: 'kube-system' });
    const { clock, objects, facts } = parts;
    const machine = { isThere: true };
    const view = {
      get: () => (machine.isThere ? ({ provisioningState: 'Succeeded' } as Resource) : undefined),
    };
    // The parts that this controller reads.
    const cluster = { clock, objects, facts, timeline: real, world: { view }, assets: {}, log: () => undefined };
    return {
      clock,
      facts,
      machine,
      reconcile: () => bootstrap.reconcile(cluster as unknown as ClusterContext),
      map: () => objects.get(configMap, 'kube-system', 'bootstrap'),
      [Symbol.dispose]: () => parts[Symbol.dispose](),
    };
  };

  it('is complete after its time, and asks to be looked at then', async () => {
    using cluster = start();
    const wait = await cluster.reconcile();
    await cluster.clock.advance(minutes(12));
    const before = cluster.map();

    await cluster.reconcile();

    expect([wait, before]).toEqual([minutes(12), undefined]);
    expect(cluster.map()?.['data']).toEqual({ status: 'complete' });
    expect(cluster.facts.bootstrapGoneAt).toBeUndefined();
  });

  it('never is when the machine goes before', async () => {
    using cluster = start();
    cluster.machine.isThere = false;

    await cluster.reconcile();
    cluster.machine.isThere = true;
    await cluster.clock.advance(minutes(60));
    await cluster.reconcile();

    expect(cluster.map()).toBeUndefined();
    expect(cluster.facts.lostAt).toBeDefined();
  });

  it('leaves the cluster to the masters when the machine goes after', async () => {
    using cluster = start();
    await cluster.clock.advance(minutes(12));
    await cluster.reconcile();
    await cluster.clock.advance(seconds(1));
    cluster.machine.isThere = false;

    await cluster.reconcile();

    expect(cluster.facts.bootstrapGoneAt).toBe((cluster.facts.bootstrapCompleteAt ?? 0) + seconds(1));
    expect(cluster.facts.lostAt).toBeUndefined();
  });
});
