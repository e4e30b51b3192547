import { again, done, type StepAction } from '@aro-rp/plan';
import { milliseconds } from '@aro-rp/time';
import { type ClusterContext } from '../context.ts';
import * as privateEndpoint from '../private-endpoint.ts';
import * as registryToken from '../registry-token.ts';
import * as dnsRecord from './dns-record.ts';
import * as installation from './installation.ts';
import * as resourceGroup from './resource-group.ts';

const removals: readonly StepAction<ClusterContext>[] = [
  privateEndpoint.remove,
  dnsRecord.remove,
  registryToken.remove,
  installation.remove,
];

/**
 * W11: a worker that was frozen while another took over may have sent one more call. After a takeover this waits until
 * no such call can be under way any more, then looks again, and removes again what has come back.
 */
export const confirmGone: StepAction<ClusterContext> = async (context, run) => {
  const { lastTakeover, frozenFor, now, pollEvery } = context;
  const left = lastTakeover === undefined ? 0 : lastTakeover + frozenFor - now();
  if (left > 0) return again(milliseconds(left), 'calls of a worker that was taken over');
  if (await resourceGroup.ourGroup(context, run)) {
    await resourceGroup.remove(context, run);
    return again(pollEvery, 'the deletion of a resource group that came back');
  }
  for (const remove of removals) {
    const removed = await remove(context, run);
    if (removed.kind === 'again') return removed;
  }
  return done();
};
