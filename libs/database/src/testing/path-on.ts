import { randomUUID } from 'node:crypto';
import { seconds } from '@aro-rp/time';
import { type BatchOutcome, type WritePath } from '../batch.ts';
import { connect } from '../cosmos/client.ts';
import { callOf, documentContainer } from '../cosmos/container.ts';
import { createContainers } from '../provision.ts';
import { createServerClock } from '../server-clock.ts';
import { hurriedClock } from './hurried-clock.ts';

/** The write path of `OpenShiftClusters` in a new database, without the stores above it. */
export async function pathOn(
  account: { endpoint: string; key: string },
  callTimeout = seconds(20),
): Promise<{ path: WritePath; outcomes: BatchOutcome[]; dispose(): void }> {
  const place = { endpoint: account.endpoint, auth: { key: account.key }, clock: hurriedClock };
  const databaseName = `test-${randomUUID()}`;
  await createContainers({ ...place, databaseName, containers: ['OpenShiftClusters'] });
  const serverClock = createServerClock(hurriedClock);
  const client = connect({ ...place, callTimeout, onAnswer: (answer) => serverClock.observe(answer) });
  await client.getDatabaseAccount();
  const outcomes: BatchOutcome[] = [];
  const container = client.database(databaseName).container('OpenShiftClusters');
  return {
    outcomes,
    path: {
      clock: hurriedClock,
      serverClock,
      random: Math.random,
      onOutcome: (outcome) => void outcomes.push(outcome),
      containerName: 'OpenShiftClusters',
      container: documentContainer(container, callOf(hurriedClock, callTimeout)),
    },
    dispose: () => client.dispose(),
  };
}
