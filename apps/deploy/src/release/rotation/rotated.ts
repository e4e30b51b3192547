import { type Clock, type Duration } from '@aro-rp/time';

/** Times are milliseconds since 1970. */
export type Rotated =
  | { kind: 'rotated'; version: string; createdAt: number; before: number }
  /** It is young enough. */
  | { kind: 'unchanged'; version: string; createdAt: number };

export const isYoung = (createdAt: number, ifOlderThan: Duration | undefined, clock: Clock): boolean =>
  ifOlderThan !== undefined && clock.now() - createdAt < ifOlderThan;
