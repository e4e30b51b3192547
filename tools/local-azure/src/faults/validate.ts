import { type ServiceName, serviceNames } from '../host/context.ts';
import { type FaultRule } from './index.ts';

type Members = Record<string, unknown>;
type Check = (value: unknown) => string | undefined;

/** With those that the host does not start by itself. Made late: the context's module imports this one. */
const services = (): readonly ServiceName[] => [
  ...new Set<ServiceName>([...serviceNames, 'blob', 'registry', 'openshift']),
];

const ruleMembers = ['service', 'method', 'path', 'host', 'nth', 'times', 'probability', 'action'];
const actionMembers: Record<string, readonly string[]> = {
  status: ['status', 'substatus', 'code', 'message', 'retryAfterMs'],
  delay: ['ms'],
  drop: [],
  hang: [],
  'lose-answer': [],
  hold: ['when'],
  'lose-lock': [],
};

const oneOf =
  (names: readonly string[]): Check =>
  (value) =>
    names.includes(value as string) ? undefined : `must be one of ${names.join(', ')}`;
const text: Check = (value) => (typeof value === 'string' && value !== '' ? undefined : 'must be a non-empty string');
const integer =
  (least: number, most = Number.MAX_SAFE_INTEGER): Check =>
  (value) =>
    Number.isInteger(value) && (value as number) >= least && (value as number) <= most
      ? undefined
      : `must be a whole number ${most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`}`;
const probability: Check = (value) =>
  typeof value === 'number' && value > 0 && value <= 1 ? undefined : 'must be above 0 and at most 1';
const pattern: Check = (value) => {
  if (typeof value !== 'string') return 'must be a string';
  try {
    new RegExp(value, 'i');
    return undefined;
  } catch (cause) {
    return `must be a regular expression: ${(cause as Error).message}`;
  }
};

/** @throws Error that names every member at fault, with its path. */
export function validateRule(rule: unknown): asserts rule is FaultRule {
  const faults: string[] = [];
  if (!isObject(rule)) throw new Error('fault rule: must be an object');
  const check = (of: Members, name: string, path: string, judge: Check, required = false) => {
    const value = of[name];
    if (value === undefined && !required) return;
    const fault = value === undefined ? 'is missing' : judge(value);
    if (fault !== undefined) faults.push(`${path}${name} ${fault}`);
  };
  unknownMembers(rule, ruleMembers, '', faults);
  check(rule, 'service', '', oneOf(services()), true);
  check(rule, 'method', '', text);
  check(rule, 'path', '', pattern);
  check(rule, 'host', '', pattern);
  check(rule, 'nth', '', integer(1));
  check(rule, 'times', '', integer(1));
  check(rule, 'probability', '', probability);
  const action = rule['action'];
  if (!isObject(action)) faults.push(action === undefined ? 'action is missing' : 'action must be an object');
  else {
    check(action, 'kind', 'action.', oneOf(Object.keys(actionMembers)), true);
    const known = actionMembers[action['kind'] as string];
    if (known) unknownMembers(action, ['kind', ...known], 'action.', faults);
    if (action['kind'] === 'status') {
      check(action, 'status', 'action.', integer(400, 599), true);
      check(action, 'substatus', 'action.', integer(0));
      check(action, 'code', 'action.', text);
      check(action, 'message', 'action.', text);
      check(action, 'retryAfterMs', 'action.', integer(0));
    }
    if (action['kind'] === 'delay') check(action, 'ms', 'action.', integer(0), true);
    if (action['kind'] === 'hold') check(action, 'when', 'action.', oneOf(['before', 'after']), true);
    if (action['kind'] === 'hold' && ['cosmos', 'service-bus'].includes(String(rule['service'])))
      faults.push(`action.kind hold is not for ${String(rule['service'])}`);
    if (action['kind'] === 'lose-lock' && rule['service'] !== 'service-bus')
      faults.push('action.kind lose-lock needs service service-bus');
  }
  if (faults.length > 0) throw new Error(`fault rule: ${faults.join('; ')}`);
}

function unknownMembers(of: Members, known: readonly string[], path: string, faults: string[]): void {
  for (const name of Object.keys(of)) if (!known.includes(name)) faults.push(`${path}${name} is unknown`);
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
