import { type Clock, toInstant } from '@aro-rp/time';
import { type Store } from './store.ts';

/** What a request did to the resource that it names. A long operation's effect is that of the request that began it. */
export type Effect = 'created' | 'updated' | 'deleted' | 'unchanged' | 'none';

/** One request to Azure Resource Manager. */
export interface ActivityRecord {
  /** Counts from 1, without gaps, in the order of arrival; old ones are forgotten. */
  n: number;
  /** ISO 8601; when the request was recorded, which is before it was worked. */
  time: string;
  method: string;
  path: string;
  /** Without the question mark. */
  query: string;
  /** The application that called; absent when its token was refused. */
  caller?: string;
  correlationId: string;
  clientRequestId: string;
  /** The id of the deployment that made the request; absent on those of clients. */
  deployment?: string;
  /** SHA-256 in hexadecimal; absent without a body. */
  bodyHash?: string;
  /** Absent while the request is worked, and for ever when the process died over it. */
  status?: number;
  /** ISO 8601; when the answer was ready. */
  endTime?: string;
  effect?: Effect;
  /** The resource that `effect` is about, in the casing of the request. */
  resourceId?: string;
}

/** Every member that is given must match. */
export interface RequestFilter {
  method?: string;
  /** Matched against the path. */
  path?: RegExp;
  effect?: Effect;
  /** Compared ignoring case. */
  resourceId?: string;
  /** Records after this one. */
  after?: number;
}

export type Arrival = Omit<ActivityRecord, 'n' | 'time' | 'status' | 'endTime' | 'effect' | 'resourceId'>;

export interface ActivityLog {
  /** Durable when it returns. @returns the record's number */
  begin(arrival: Arrival): number;
  /** Belongs to the caller's transaction, so that an effect and its record are one. */
  complete(n: number, outcome: { status: number; effect?: Effect; resourceId?: string }): void;
  /** Oldest first. */
  list(filter?: RequestFilter): ActivityRecord[];
}

/** The newest records that are kept, at least; older ones are forgotten, so that a long life does not fill the disk. */
const kept = 100_000;
/** How many arrive between two looks for old ones. */
const between = 1_000;

export function createActivityLog(store: Store, clock: Clock, keep = kept): ActivityLog {
  store.database.exec(`
    CREATE TABLE IF NOT EXISTS requests (
      n INTEGER PRIMARY KEY AUTOINCREMENT, time TEXT NOT NULL, arrival TEXT NOT NULL,
      status INTEGER, endTime TEXT, effect TEXT, resourceId TEXT
    ) STRICT;
  `);
  const insert = store.database.prepare('INSERT INTO requests (time, arrival) VALUES (?, ?)');
  const finish = store.database.prepare(
    'UPDATE requests SET status = ?, endTime = ?, effect = ?, resourceId = ? WHERE n = ?',
  );
  const forget = store.database.prepare('DELETE FROM requests WHERE n <= ?');
  const select = store.database.prepare('SELECT * FROM requests WHERE n > ? ORDER BY n');
  const now = () => toInstant(clock.now());

  return {
    begin(arrival) {
      const n = Number(insert.run(now(), JSON.stringify(arrival)).lastInsertRowid);
      if (n % Math.min(between, keep) === 0) forget.run(n - keep);
      return n;
    },
    complete: (n, { status, effect, resourceId }) =>
      void finish.run(status, now(), effect ?? 'none', resourceId ?? null, n),
    list: (filter = {}) =>
      select
        .all(filter.after ?? 0)
        .map(toRecord)
        .filter((record) => matches(record, filter)),
  };
}

function toRecord(row: Record<string, unknown>): ActivityRecord {
  const { arrival, ...columns } = row;
  const present = Object.fromEntries(Object.entries(columns).filter(([, value]) => value !== null));
  return { ...(JSON.parse(arrival as string) as Arrival), ...(present as unknown as ActivityRecord) };
}

function matches(record: ActivityRecord, filter: RequestFilter): boolean {
  return (
    (filter.method === undefined || record.method === filter.method.toUpperCase()) &&
    (filter.path === undefined || filter.path.test(record.path)) &&
    (filter.effect === undefined || record.effect === filter.effect) &&
    (filter.resourceId === undefined || record.resourceId?.toLowerCase() === filter.resourceId.toLowerCase())
  );
}
