/**
 * What a line may carry beside its message. Names are stable: dashboards and alerts query them.
 * `err` is an error or anything thrown; it is serialised with its causes, without secrets.
 */
export interface LogFields {
  correlationId?: string | undefined;
  clientRequestId?: string | undefined;
  requestId?: string | undefined;
  operationId?: string | undefined;
  resourceId?: string | undefined;
  step?: string | undefined;
  /** Milliseconds. */
  duration?: number | undefined;
  err?: unknown;
  [name: string]: unknown;
}

/** A structured log. Never throws, never waits, never prints a secret. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A log whose every line carries `fields` too. */
  with(fields: LogFields): Log;
}

/** Swallows everything; for tests and for callers that were given no log. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  with: () => silentLog,
};
