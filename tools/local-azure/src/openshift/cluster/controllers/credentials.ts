import { milliseconds } from '@aro-rp/time';
import { AzureRefusal } from '../../azure/client.ts';
import { conditionOf, kubeTime } from '../../kubernetes/object.ts';
import { type ClusterContext, type Controller } from '../context.ts';
import { copyCredentials, operatorPods, requests, startOperator } from '../credentials.ts';
import { writeConditions } from './write.ts';

/** How many pauses of a failed try there are between two looks whether the credentials still work. */
const patience = 15;

/**
 * The cloud credential operator. It reads the root Secret when its Pod starts, and gives every part of the cluster a
 * copy: until somebody restarts it, a change of that Secret has no effect. It signs in with each copy now and then, and
 * the operators whose sign-in Azure refuses are degraded.
 */
export const credentials: Controller = {
  name: 'cloud-credential-operator',
  async reconcile(cluster) {
    const { objects, clock, timeline, facts } = cluster;
    const [running = startOperator(objects)] = operatorPods(objects);
    if (conditionOf(running, 'Ready')?.status !== 'True') {
      const began = facts.credentialOperatorAt;
      const uid = running.metadata.uid ?? '';
      const since = began?.uid === uid ? began.at : clock.now();
      if (began?.uid !== uid) facts.credentialOperatorAt = { uid, at: since };
      const left = since + timeline.operator - clock.now();
      if (left > 0) return milliseconds(left);
      objects.transaction(() => {
        copyCredentials(objects, kubeTime(clock.now()));
        writeConditions(cluster, running, { Ready: { status: true } }, { phase: 'Running' });
      });
      facts.credentialsCheckedAt = 0;
    }
    const checked = facts.credentialsCheckedAt ?? 0;
    const left = checked + patience * timeline.retry - clock.now();
    if (left > 0) return milliseconds(left);
    await check(cluster);
    facts.credentialsCheckedAt = clock.now();
    return milliseconds(patience * timeline.retry);
  },
};

async function check({ azureAs, facts, log }: ClusterContext): Promise<void> {
  const before = facts.credentialsRefused ?? {};
  const refused: Record<string, string> = {};
  for (const { user } of requests) {
    try {
      await azureAs(user).signIn();
    } catch (error) {
      if (!(error instanceof AzureRefusal)) {
        if (before[user] !== undefined) refused[user] = before[user];
        continue;
      }
      refused[user] = `${error.code}: ${error.message}`;
      log(`cloud-credential-operator: ${user}: ${refused[user]}`);
    }
  }
  const [first] = Object.values(refused);
  const all = first === undefined ? refused : { ...refused, 'cloud-credential': first };
  if (JSON.stringify(all) !== JSON.stringify(before)) facts.credentialsRefused = all;
}
