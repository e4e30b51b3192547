import { type FaultRule, type KnownFault } from '@aro-rp/local-azure';
import { adminOf } from '../harness/admin.ts';
import { type System } from '../harness/system.ts';
import { type Call, type Named, ruleOf } from './calls.ts';

/** A process is to die at this call of this cluster. */
export interface Aim {
  call: Call;
  cluster: Named;
  /** It is worked, or it took effect and is not answered. */
  when: 'before' | 'after';
}

/** So long the first of several clusters waits for the others to come to where they die together; well below a call's limit. */
const together = 800;
/** W10: after five takes in a row that did not end a cluster is taken for poison, and a busy machine may cost some by itself. */
const mostTakes = 3;

/**
 * Kills the backend where a request of each aim stands still, while `work` goes on: at once for those that come within
 * a moment of each other. When a cluster has been taken as often as it may, all are let alone until it has ended a slice.
 * @returns the aims that were met; the rest were not, because the call did not come again
 */
export async function killAt(system: System, aims: readonly Aim[], work: () => Promise<unknown>): Promise<Aim[]> {
  const rules = await armable(system);
  using takes = countTakes(system, [...new Set(aims.map(({ cluster }) => cluster.name))]);
  const met: Aim[] = [];
  await rules.arm(aims);
  const over = work().then(() => 'over' as const);
  over.catch(() => undefined);
  const stop = new AbortController();
  try {
    for (;;) {
      if ((await Promise.race([over, rules.held(stop.signal)])) === 'over') return met;
      await rules.allHeld(AbortSignal.timeout(together));
      if (takes.areFew()) {
        system.kill('backend');
        met.push(...(await rules.take()));
      }
      if (takes.areFew()) continue;
      await rules.disarm();
      await Promise.race([over, takes.untilFew()]);
      await rules.arm(aims.filter((aim) => !met.includes(aim)));
    }
  } finally {
    stop.abort();
    await rules.disarm();
  }
}

const holdAt = ({ call, cluster, when }: Aim): FaultRule => ({
  ...ruleOf(call, cluster),
  action: { kind: 'hold', when },
});

/** The rules that hold the aims' requests. */
async function armable(system: System) {
  const admin = adminOf(system.endpoints);
  const armed = new Map<string, Aim>();
  let seen = (await admin.held(-1)).held;
  const standing = (known: readonly KnownFault[]) => known.filter(({ id, held }) => held > 0 && armed.has(id));
  const remove = async (id: string) => {
    armed.delete(id);
    await admin.removeFault(id);
  };
  return {
    async arm(some: readonly Aim[]) {
      for (const aim of some) armed.set(await admin.addFault(holdAt(aim)), aim);
    },
    /** When a request is held that was not when this was last asked; or never, when nothing can be. */
    async held(signal: AbortSignal) {
      seen = (await admin.held(seen, signal).catch(unlessAborted(signal)))?.held ?? seen;
    },
    /** When a request of each cluster is held that is still to meet something, or the signal aborts. */
    async allHeld(signal: AbortSignal) {
      const clusters = new Set([...armed.values()].map(({ cluster }) => cluster.name));
      for (let [beyond, there] = [-1, 0]; there < clusters.size && !signal.aborted;) {
        const known = await admin.held(beyond, signal).catch(unlessAborted(signal));
        beyond = known?.held ?? beyond;
        there = new Set(standing(known?.value ?? []).map(({ id }) => armed.get(id)?.cluster.name)).size;
      }
    },
    /** Those whose requests stand, which are not held again. */
    async take() {
      const { held, value } = await admin.held(-1);
      seen = held;
      const met = standing(value).map(({ id }) => [id, armed.get(id)!] as const);
      for (const [id] of met) await remove(id);
      return met.map(([, aim]) => aim);
    },
    async disarm() {
      for (const id of [...armed.keys()]) await remove(id);
      seen = (await admin.held(-1)).held;
    },
  };
}

/** Holds a request of each aim, for `work` to wait for one after the other. */
export async function whileHeld(
  system: System,
  aims: readonly Aim[],
  work: (untilHeld: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const admin = adminOf(system.endpoints);
  let { held } = await admin.held(-1);
  const rules: string[] = [];
  for (const aim of aims) rules.push(await admin.addFault(holdAt(aim)));
  await work(async () => void (held = (await admin.held(held)).held));
  for (const rule of rules) await admin.removeFault(rule);
}

const unlessAborted = (signal: AbortSignal) => (error: unknown) => {
  if (!signal.aborted) throw error;
};

/** How often each cluster has been taken since it last ended a slice, as the worker itself says. */
function countTakes(system: System, names: readonly string[]) {
  const takes = new Map(names.map((name) => [name, 0]));
  const waiting = new Set<() => void>();
  const areFew = () => [...takes.values()].every((count) => count < mostTakes);
  const watch = system.onLine((_, { event, outcome, attempts, resourceId = '' }) => {
    const name = resourceId.split('/').at(-1) ?? '';
    if (!takes.has(name)) return;
    if (event === 'slice-started') takes.set(name, Number(attempts));
    if (event === 'slice-ended' && ['goes-on', 'Succeeded'].includes(String(outcome))) takes.set(name, 0);
    if (!areFew()) return;
    for (const wake of waiting) wake();
    waiting.clear();
  });
  return {
    areFew,
    untilFew: () => new Promise<void>((resolve) => (areFew() ? resolve() : waiting.add(resolve))),
    [Symbol.dispose]: () => watch[Symbol.dispose](),
  };
}
