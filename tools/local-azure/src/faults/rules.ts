import { type ServiceName } from '../host/context.ts';
import { type FaultAction, type Faults, type KnownFault } from './index.ts';
import { seededRandom } from './random.ts';
import { validateRule } from './validate.ts';

interface Entry extends Omit<KnownFault, 'id'> {
  pattern: RegExp | undefined;
  host: RegExp | undefined;
}

/** Of the requests that a rule has struck. */
const kept = 1_000;

/** @param options.seed for the rules with a probability; the same seed strikes the same requests. 1 unless told. */
export function createFaults(options: { seed?: number } = {}): Faults {
  const random = seededRandom(options.seed ?? 1);
  const entries = new Map<string, Entry>();
  const waiting = new Set<() => void>();
  let lastId = 0;
  let held = 0;

  const strikes = (entry: Entry): boolean => {
    const { nth = 1, probability } = entry.rule;
    const times = entry.rule.times ?? (probability === undefined ? 1 : Infinity);
    entry.matched += 1;
    if (entry.matched < nth || entry.matched >= nth + times) return false;
    return probability === undefined || random() < probability;
  };

  return {
    add(rule) {
      validateRule(rule);
      const id = String((lastId += 1));
      const patternOf = (text: string | undefined) => (text === undefined ? undefined : new RegExp(text, 'i'));
      const known = { rule: structuredClone(rule), matched: 0, struck: 0, held: 0, requests: [] };
      entries.set(id, { ...known, pattern: patternOf(rule.path), host: patternOf(rule.host) });
      return id;
    },
    remove: (id) => void entries.delete(id),
    clear: () => entries.clear(),
    list: () => [...entries].map(([id, { pattern: _, host: __, ...known }]) => ({ id, ...structuredClone(known) })),
    holds(action) {
      const entry = [...entries.values()].find(({ rule }) => rule.action === action);
      if (entry) entry.held += 1;
      held += 1;
      for (const wake of waiting) wake();
      waiting.clear();
    },
    async untilHeld(beyond) {
      while (held <= beyond) await new Promise<void>((resolve) => waiting.add(resolve));
      return held;
    },
    strike(service, method, path, origin, host = ''): FaultAction | undefined {
      for (const entry of entries.values()) {
        // Azure cannot be killed in the middle of its own work.
        if (origin === 'deployment' && entry.rule.action.kind === 'hold') continue;
        if (!matches(entry, service, method, path, host) || !strikes(entry)) continue;
        entry.struck += 1;
        entry.requests = [...entry.requests.slice(1 - kept), `${method} ${host}${path}`];
        return entry.rule.action;
      }
      return undefined;
    },
  };
}

function matches(entry: Entry, service: ServiceName, method: string, path: string, host: string): boolean {
  const { rule, pattern } = entry;
  if (rule.service !== service) return false;
  if (rule.method !== undefined && rule.method.toLowerCase() !== method.toLowerCase()) return false;
  return (pattern?.test(path) ?? true) && (entry.host?.test(host) ?? true);
}
