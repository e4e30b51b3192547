import { milliseconds } from '@aro-rp/time';
import { inGroup, types } from '../../network/wiring.ts';
import { type Controller } from '../context.ts';
import { configMap } from '../kinds.ts';

/**
 * Says that the bootstrap is complete, where the installer waits for it; and notices that the bootstrap machine is gone,
 * from when on the masters carry the cluster alone.
 */
export const bootstrap: Controller = {
  name: 'bootstrap',
  async reconcile({ groupId, assets, objects, facts, world, clock, timeline }) {
    const now = clock.now();
    if (facts.bootstrapCompleteAt === undefined) {
      const left = (facts.apiAt ?? now) + timeline.bootstrap - now;
      if (left > 0) return milliseconds(left);
      objects.transaction(() => {
        if (!objects.get(configMap, 'kube-system', 'bootstrap'))
          objects.create({
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: 'bootstrap', namespace: 'kube-system' },
            data: { status: 'complete' },
          });
        facts.bootstrapCompleteAt = now;
      });
    }
    if (facts.bootstrapGoneAt === undefined) {
      const machine = inGroup(world.view, groupId, types.machine, `${assets.infraId}-bootstrap`);
      if (!machine || machine.provisioningState === 'Deleting') facts.bootstrapGoneAt = now;
    }
    return undefined;
  },
};
