import { armLog, creations, namesChosen } from '../harness/arm-log.ts';
import { billingFaults } from '../harness/billing.ts';
import { createCustomer, type Customer } from '../harness/customer.ts';
import { documentsOf } from '../harness/documents.ts';
import { type LogLine, startSystem, type System } from '../harness/system.ts';

export type VictimName = 'backend' | 'change-feed' | 'frontend' | 'local-azure';

/** A system with a process that is killed again and again. */
export interface Victim extends AsyncDisposable {
  system: System;
  customer: Customer;
  kill(): void;
  /** Kills at `event` of the n-th step while the n-th cluster is at it. Fails naming the steps at which it did not. */
  killAtSteps(names: string[], steps: string[], event: string, work: () => Promise<unknown>): Promise<void>;
  /** Fails unless local ARM's log shows each resource of the cluster made once, by one set of names. */
  expectOneOfEach(cluster: string): Promise<void>;
  expectPaidForWhileThere(): Promise<void>;
}

export async function startVictim(victim: VictimName): Promise<Victim> {
  // Whoever is killed every few seconds has no pause that grows.
  const system = await startSystem({ restartDelays: [100] });
  const customer = await createCustomer(system.endpoints);
  const kill = () => system.kill(victim);
  return {
    system,
    customer,
    kill,
    async killAtSteps(names, steps, event, work) {
      const left = new Set(steps);
      const watches = steps.map((step, index) =>
        once(system, stepOf(names[index] ?? '', step, event), () => {
          left.delete(step);
          kill();
        }),
      );
      await work();
      // A line that its process wrote before it died is read all the same.
      expect([...left]).toEqual([]);
      for (const watch of watches) watch[Symbol.dispose]();
    },
    async expectOneOfEach(cluster) {
      const made = creations(await armLog(system.endpoints), cluster);
      expect(Object.entries(made).filter(([, count]) => count !== 1)).toEqual([]);
      expect(namesChosen(Object.keys(made))).toEqual({ infraIds: 1, storageSuffixes: 1 });
    },
    async expectPaidForWhileThere() {
      const documents = documentsOf(system.endpoints);
      const [clusters, billing] = [await documents.all('OpenShiftClusters'), await documents.all('Billing')];
      documents.dispose();
      expect(billingFaults(clusters, billing)).toEqual([]);
    },
    [Symbol.asyncDispose]: () => system.stop(),
  };
}

/** Calls `act` once, at the first line that `matches`. */
function once(system: System, matches: (line: LogLine) => boolean, act: () => void): Disposable {
  let done = false;
  return system.onLine((_, line) => {
    if (done || !matches(line)) return;
    done = true;
    act();
  });
}

const stepOf = (cluster: string, step: string, event: string) => (line: LogLine) =>
  line.event === event && line.step === step && line.resourceId?.endsWith(`/${cluster}`) === true;
