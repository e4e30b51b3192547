import { randomUUID } from 'node:crypto';
import { type Database, type PlanEnd } from '@aro-rp/database';
import { Secret } from '@aro-rp/telemetry';
import { type Customer } from './customer.ts';

/** Every credential of a cluster holds it; five times three letters, for Base64. */
export const credentialMark = 'kubeadminsekrit';

const installed = {
  properties: {
    apiserverProfile: { url: 'https://api.example:6443/', ip: '192.0.2.1' },
    consoleProfile: { url: 'https://console.example/' },
  },
  secrets: { kubeadminPassword: new Secret(credentialMark), userAdminKubeconfig: new Secret(`${credentialMark}: {}`) },
};

/** Ends what runs on the clusters of a customer, as a backend would: mostly well. */
export async function finishPlans(database: Database, { subscription, random }: Customer): Promise<void> {
  const { items } = await database.clusters.list({ subscriptionId: subscription }, { limit: 100 });
  for (const { document } of items) {
    const { provisioningState } = document;
    if (!['Creating', 'Updating', 'Deleting'].includes(provisioningState)) continue;
    const ref = { container: 'OpenShiftClusters', partitionKey: subscription, id: document.id } as const;
    const seen = await database.work.read(ref);
    if (!seen) throw new Error(`there is no document ${document.id}`);
    const lease = { id: randomUUID(), owner: 'fuzz' };
    const take = await database.work.take(ref, seen, lease);
    if (take.kind !== 'taken') throw new Error('nobody else takes clusters here');
    const end: PlanEnd = random.chance(0.9)
      ? { provisioningState: 'Succeeded', ...(provisioningState === 'Deleting' ? { deleted: true } : installed) }
      : { provisioningState: 'Failed', error: { code: 'Conflict', message: 'Made up.' } };
    await database.work.endPlan(ref, lease.id, end);
  }
}
