import { milliseconds } from '@aro-rp/time';
import { inGroup, types } from '../../network/wiring.ts';
import { type ClusterContext, type Controller } from '../context.ts';

/**
 * Says that the bootstrap is complete, where the installer waits for it; and notices that the bootstrap machine is gone,
 * from when on the masters carry the cluster alone.
 */
export const bootstrap: Controller = {
  name: 'bootstrap',
  async reconcile(cluster) {
    const { objects, facts, clock, timeline, log } = cluster;
    const now = clock.now();
    if (facts.lostAt !== undefined) return undefined;
    if (facts.bootstrapCompleteAt === undefined) {
      if (isGone(cluster)) {
        facts.lostAt = now;
        log('the bootstrap machine went before the bootstrap was complete: the cluster is lost');
        return undefined;
      }
      const left = (facts.apiAt ?? now) + timeline.bootstrap - now;
      if (left > 0) return milliseconds(left);
      objects.transaction(() => {
        objects.create({
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: 'bootstrap', namespace: 'kube-system' },
          data: { status: 'complete' },
        });
        facts.bootstrapCompleteAt = now;
      });
    }
    if (facts.bootstrapGoneAt === undefined && isGone(cluster)) facts.bootstrapGoneAt = now;
    return undefined;
  },
};

function isGone({ groupId, assets, world }: ClusterContext): boolean {
  const machine = inGroup(world.view, groupId, types.machine, `${assets.infraId}-bootstrap`);
  return !machine || machine.provisioningState === 'Deleting';
}
