import { createLogger, format, type Logger, transports } from 'winston';
import { type Log, type LogFields } from './log.ts';
import { forPeople } from './for-people.ts';
import { redact } from './redact.ts';
import { standardOutput } from './standard-output.ts';

export const logLevels = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

export interface LogOptions {
  service: string;
  version: string;
  level: LogLevel;
  /** `json`: one object a line. `text`: a person's format. */
  format: 'json' | 'text';
  /** Where lines go; standard output unless told. */
  stream?: NodeJS.WritableStream;
}

/** The service's log, on winston. Every line carries time, level, service and version; every value is redacted. */
export function createLog(options: LogOptions): Log {
  const logger = createLogger({
    level: options.level,
    defaultMeta: { service: options.service, version: options.version },
    format: format.combine(
      format.timestamp(),
      options.format === 'json' ? format.json() : format.printf((line) => forPeople(line)),
    ),
    transports: [new transports.Stream({ stream: options.stream ?? standardOutput() })],
  });
  return wrap(logger, {});
}

function wrap(logger: Logger, bound: LogFields): Log {
  const write = (level: LogLevel) => (message: string, fields?: LogFields) => {
    if (!logger.isLevelEnabled(level)) return;
    logger.log({ ...(redact({ ...bound, ...fields }) as object), level, message: String(redact(message)) });
  };
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    with: (fields) => wrap(logger, { ...bound, ...fields }),
  };
}
