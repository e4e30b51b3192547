import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AppName,
  defaultPorts,
  freePorts,
  type PortName,
  type Ports,
  type Stack,
  startStack,
} from '@aro-rp/start';

export const root = join(import.meta.dirname, '..', '..');

/** The same code as in production with a tenth of its times, so that a killed process is missed within seconds. */
export const shortTimes = [
  'lease=3s',
  'renewEvery=1s',
  'abortAfter=2500ms',
  'callTimeout=2s',
  'sliceBudget=4s',
  'capBeyondBudget=5s',
  'leaseOverdue=6s',
  'watchdogMargin=500ms',
  'readBackoff=1s',
  'lock=12s',
  'rangeFreeAfter=2s',
  'feedPoll=50ms',
].join();
const shortLock = 'PT12S';

/** A third of production's, for what is so much work that a busy machine is late with it. */
const moderateTimes = [
  'lease=10s',
  'renewEvery=3s',
  'abortAfter=8s',
  'callTimeout=6s',
  'sliceBudget=10s',
  'capBeyondBudget=15s',
  'leaseOverdue=20s',
  'watchdogMargin=1s',
  'readBackoff=8s',
  'lock=20s',
  'rangeFreeAfter=5s',
  'feedPoll=50ms',
].join();
const moderateLock = 'PT20S';

const timesOf = {
  short: { protocolTimes: shortTimes, queueLock: shortLock },
  moderate: { protocolTimes: moderateTimes, queueLock: moderateLock },
  production: {},
} as const;

export interface System extends Stack {
  /** Where all of it is kept. */
  dataDir: string;
  /** Each line that a service has logged, as it comes; the listener is called at once, before anything else happens. */
  onLine(listener: (service: string, line: LogLine) => void): Disposable;
  /** `kill -9`, by the pid in `endpoints.json`. */
  kill(name: string): void;
}

export interface LogLine {
  message?: string;
  level?: string;
  event?: string;
  step?: string;
  resourceId?: string;
  [name: string]: unknown;
}

/** The whole system on free ports and fresh data. The bundles are built by the first test file that needs them. */
export async function startSystem(
  options: {
    instances?: Partial<Record<AppName, number>>;
    times?: keyof typeof timesOf;
    build?: boolean;
    restartDelays?: readonly number[];
  } = {},
): Promise<System> {
  const dataDir = mkdtempSync(join(tmpdir(), 'aro-rp-'));
  const names = Object.keys(defaultPorts) as PortName[];
  const free = await freePorts(names.length);
  const ports = Object.fromEntries(names.map((name, index) => [name, free[index]])) as Ports;
  const listeners = new Set<(service: string, line: LogLine) => void>();
  const stack = await startStack({
    root,
    dataDir,
    ports,
    ...(options.instances && { instances: options.instances }),
    ...(options.restartDelays && { restartDelays: options.restartDelays }),
    ...timesOf[options.times ?? 'short'],
    build: options.build ?? true,
    onLine: (service, text) => {
      const line = parse(text);
      for (const listener of listeners) listener(service, line);
    },
  });
  return {
    ...stack,
    dataDir,
    onLine(listener) {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    kill(name) {
      const pid = stack.pidOf(name);
      if (pid === undefined) throw new Error(`${name} has no process`);
      try {
        process.kill(pid, 'SIGKILL');
      } catch (error) {
        // It has been killed just before, and is not up again yet.
        if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
      }
    },
    async stop() {
      await stack.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

function parse(text: string): LogLine {
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return { message: text };
  }
}
