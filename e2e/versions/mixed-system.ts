import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AppName } from '@aro-rp/start';
import { armLog, creations } from '../harness/arm-log.ts';
import { billingFaults } from '../harness/billing.ts';
import { adminOf } from '../harness/admin.ts';
import { createCustomer, type Customer } from '../harness/customer.ts';
import { documentsOf, inconsistencies } from '../harness/documents.ts';
import { startSystem, type System } from '../harness/system.ts';
import { createMarks } from './marks.ts';
import { buildNext } from './next-bundles.ts';
import { type VariantName, variants } from './planted.ts';

/** A system whose services are this version or the next, each for itself. */
export interface MixedSystem extends AsyncDisposable {
  system: System;
  customer: Customer;
  documents: ReturnType<typeof documentsOf>;
  /** Drains and replaces every service that is not as named: the next version of those, this version of all others. */
  become(next: readonly VariantName[]): Promise<void>;
  /** The bundle of a variant. */
  bundles: Readonly<Record<VariantName, string>>;
  /** Resolves when a step of the cluster begins. */
  begins(cluster: string, step: string): Promise<void>;
  /** Fails when a member of the next version was dropped. */
  expectNothingDropped(): Promise<void>;
  /** Fails when documents of a cluster or of its billing contradict; to be asked when nothing is under way. */
  expectConsistent(): Promise<void>;
  /** In what kinds of documents members of the next version were seen by {@link expectNothingDropped}. */
  seenKinds(): string[];
  /** Fails unless each thing in ARM that has the cluster's name was made once, and no message is dead. */
  expectMadeOnce(cluster: string): Promise<void>;
}

/** @param built the variants of the next version that are used */
export async function startMixedSystem(
  built: readonly VariantName[],
  options: Parameters<typeof startSystem>[0] = {},
): Promise<MixedSystem> {
  const folder = mkdtempSync(join(tmpdir(), 'aro-rp-next-'));
  const [system, bundles] = await Promise.all([startSystem(options), buildNext(folder, built)]);
  const customer = await createCustomer(system.endpoints);
  const documents = documentsOf(system.endpoints);
  const marks = createMarks(documents);
  const running = new Map<AppName, VariantName>();
  return {
    system,
    customer,
    documents,
    async become(next) {
      const wanted = new Map<AppName, VariantName>(next.map((variant) => [variants[variant].app, variant]));
      const different = system.services.filter(({ app }) => running.get(app) !== wanted.get(app));
      await Promise.all(
        different.map(async ({ app, name }) => {
          const variant = wanted.get(app);
          await system.replace(name, variant && bundles[variant]);
          if (variant === undefined) running.delete(app);
          else running.set(app, variant);
        }),
      );
    },
    bundles,
    begins: (cluster, step) =>
      new Promise((resolve) => {
        const listening = system.onLine((_, line) => {
          if (line.event !== 'step-started' || line.step !== step || !line.resourceId?.endsWith(`/${cluster}`)) return;
          listening[Symbol.dispose]();
          resolve();
        });
      }),
    async expectNothingDropped() {
      expect(await marks.dropped()).toEqual([]);
    },
    async expectConsistent() {
      const clusters = await documents.all('OpenShiftClusters');
      expect(inconsistencies(clusters)).toEqual([]);
      expect(billingFaults(clusters, await documents.all('Billing'))).toEqual([]);
    },
    seenKinds: () => marks.kinds(),
    async expectMadeOnce(cluster) {
      const made = creations(await armLog(system.endpoints), `${cluster}/`);
      expect(Object.entries(made).filter(([, times]) => times !== 1)).toEqual([]);
      expect(Object.keys(made).length).toBeGreaterThan(0);
      for (const [queue, { deadLetters }] of Object.entries(await adminOf(system.endpoints).queues()))
        expect([queue, deadLetters]).toEqual([queue, 0]);
    },
    async [Symbol.asyncDispose]() {
      documents.dispose();
      await system.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
