import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { fields } from './go-text.ts';

const levels = ['fatal', 'error', 'warning', 'info', 'debug'] as const;
export type Level = (typeof levels)[number];

export interface Log extends Record<Level, (message: string) => void> {
  close(): void;
}

/** As logrus names them, with its short forms. */
export const parseLevel = (text: string): Level | undefined =>
  levels.find((level) => level === text || (text === 'warn' && level === 'warning'));

/**
 * Standard error down to `level`, without a time and without quotes, a line for each line of the message
 * (openshift/installer, cmd/openshift-install/main.go: `DisableQuote`, `NewFileHookWithNewlineTruncate`); the log file of
 * the folder down to debug, with a time and quoted.
 */
export function createLog(folder: string | undefined, level: Level, now: () => Date): Log {
  const file = folder === undefined ? undefined : openSync(join(folder, '.openshift_install.log'), 'a', 0o640);
  const say = (at: Level) => (message: string) => {
    if (levels.indexOf(at) <= levels.indexOf(level))
      for (const line of message.split('\n')) process.stderr.write(`level=${at}${line === '' ? '' : ` msg=${line}`}\n`);
    const time = now()
      .toISOString()
      .replace(/\.\d+Z$/, 'Z');
    if (file !== undefined) writeSync(file, `${fields({ time, level: at, msg: message })}\n`);
  };
  return {
    fatal: say('fatal'),
    error: say('error'),
    warning: say('warning'),
    info: say('info'),
    debug: say('debug'),
    close: () => {
      if (file !== undefined) closeSync(file);
    },
  };
}
