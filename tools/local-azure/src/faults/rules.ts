import { type ServiceName } from '../host/context.ts';
import { type FaultAction, type FaultRule, type Faults } from './index.ts';
import { seededRandom } from './random.ts';
import { validateRule } from './validate.ts';

interface Entry {
  rule: FaultRule;
  pattern: RegExp | undefined;
  matched: number;
  struck: number;
}

/** @param options.seed for the rules with a probability; the same seed strikes the same requests. 1 unless told. */
export function createFaults(options: { seed?: number } = {}): Faults {
  const random = seededRandom(options.seed ?? 1);
  const entries = new Map<string, Entry>();
  let lastId = 0;

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
      const pattern = rule.path === undefined ? undefined : new RegExp(rule.path, 'i');
      entries.set(id, { rule: structuredClone(rule), pattern, matched: 0, struck: 0 });
      return id;
    },
    remove: (id) => void entries.delete(id),
    clear: () => entries.clear(),
    list: () =>
      [...entries].map(([id, { rule, matched, struck }]) => ({ id, rule: structuredClone(rule), matched, struck })),
    strike(service, method, path): FaultAction | undefined {
      for (const entry of entries.values()) {
        if (!matches(entry, service, method, path) || !strikes(entry)) continue;
        entry.struck += 1;
        return entry.rule.action;
      }
      return undefined;
    },
  };
}

function matches({ rule, pattern }: Entry, service: ServiceName, method: string, path: string): boolean {
  if (rule.service !== service) return false;
  if (rule.method !== undefined && rule.method.toLowerCase() !== method.toLowerCase()) return false;
  return pattern === undefined || pattern.test(path);
}
