import { type ServiceName } from '../host/context.ts';

export { createFaults } from './rules.ts';
export { seededRandom } from './random.ts';

/**
 * - `status`: answer with it, do nothing. `substatus` is Cosmos DB's; `retryAfterMs` becomes the service's own header.
 * - `delay`: wait, then go on as usual.
 * - `drop`: cut the connection before anything is done.
 * - `hang`: never answer.
 * - `lose-answer`: do it, then cut the connection.
 * - `hold`: over HTTPS only: never answer, and tell (`untilHeld`) when the request stands still, which is `before` it is
 *   done or `after` it took effect. Whoever asked may be killed then, just there. What Azure itself asks is not held.
 * - `lose-lock`: Service Bus only: the lock of the next matching delivery ends at once.
 */
export type FaultAction =
  | { kind: 'status'; status: number; substatus?: number; code?: string; message?: string; retryAfterMs?: number }
  | { kind: 'delay'; ms: number }
  | { kind: 'drop' }
  | { kind: 'hang' }
  | { kind: 'lose-answer' }
  | { kind: 'hold'; when: 'before' | 'after' }
  | { kind: 'lose-lock' };

export interface FaultRule {
  service: ServiceName;
  /**
   * HTTP method; on Cosmos DB `BATCH`, `QUERY`, `PLAN` and `FEED` instead of it where they fit; on Service Bus `send`,
   * `receive`, `complete` or a management operation. Any when absent.
   */
  method?: string;
  /** A regular expression on path and query (on Service Bus: the entity), ignoring case. Any when absent. */
  path?: string;
  /** The same of the host, where many have the same paths: a cluster's API server. Any when absent. */
  host?: string;
  /** The first match that the fault strikes, counted from 1 (the default). */
  nth?: number;
  /** How many matches from there; 1 unless told, without end when there is a `probability`. */
  times?: number;
  /** Strike each of these matches with this probability, drawn from the seeded source. 1 unless told. */
  probability?: number;
  action: FaultAction;
}

export interface KnownFault {
  id: string;
  rule: FaultRule;
  matched: number;
  struck: number;
  /** How many requests have stood still by it. */
  held: number;
  /** `METHOD path` of those that it has struck, the last thousand. */
  requests: string[];
}

export interface Faults {
  /** @returns the rule's id. @throws Error naming what is wrong with the rule */
  add(rule: FaultRule): string;
  remove(id: string): void;
  clear(): void;
  list(): KnownFault[];
  /** Said by the service that holds a request, when it stands still. */
  holds(action: FaultAction): void;
  /** @returns how many requests have stood still so far, as soon as that is more than `beyond` */
  untilHeld(beyond: number): Promise<number>;
  /**
   * Counts a request against the rules in the order in which they were added. The first rule that strikes wins, and
   * the rules after it do not see the request, so that two rules for "the next one" strike one after the other.
   * @param origin `deployment` when Azure itself asks, in the name of one
   * @param host whose path it is, where many have the same: a cluster's API server
   */
  strike(
    service: ServiceName,
    method: string,
    path: string,
    origin?: 'deployment',
    host?: string,
  ): FaultAction | undefined;
}
