import { setTimeout as sleep } from 'node:timers/promises';
import autocannon from 'autocannon';
import { cpuTime } from './cpu-time.ts';
import { median } from './statistics.ts';

export interface Server {
  name: string;
  origin: string;
  pid: number | undefined;
}

export interface Target {
  server: Server;
  requests: autocannon.Request[];
  headers: Record<string, string>;
}

/** One round, or the medians of several. */
export interface Round {
  perSecond: number;
  /** Milliseconds. */
  p50: number;
  p99: number;
  /** Milliseconds of computing for one request: by the server, and by local Azure for it. */
  serverCpu: number | undefined;
  azureCpu: number | undefined;
}

export interface LoadOptions {
  connections: number;
  seconds: number;
  /** Of the client; the bare server asks for no certificate. */
  tls: { cert: string; key: string; ca: string };
  azurePid: number | undefined;
  signal: AbortSignal;
}

const warmUpSeconds = 3;
/** For what the last round's end has left unanswered. */
const settleTime = 300;

/**
 * Rounds that alternate between the targets, after a warm-up of each.
 * @returns the rounds of each target, in the order of `targets`
 * @throws Error when one request of a round is not answered with success
 */
export async function alternate(targets: readonly Target[], rounds: number, options: LoadOptions): Promise<Round[][]> {
  for (const target of targets) await load(target, { ...options, seconds: warmUpSeconds });
  const results: Round[][] = targets.map(() => []);
  for (let round = 0; round < rounds; round++)
    for (const [index, target] of targets.entries()) results[index]?.push(await load(target, options));
  return results;
}

export function mediansOf(rounds: readonly Round[]): Round {
  const cpu = (name: 'serverCpu' | 'azureCpu') => {
    const known = rounds.flatMap((round) => round[name] ?? []);
    return known.length === 0 ? undefined : median(known);
  };
  return {
    perSecond: median(rounds.map(({ perSecond }) => perSecond)),
    p50: median(rounds.map(({ p50 }) => p50)),
    p99: median(rounds.map(({ p99 }) => p99)),
    serverCpu: cpu('serverCpu'),
    azureCpu: cpu('azureCpu'),
  };
}

async function load({ server, requests, headers }: Target, options: LoadOptions): Promise<Round> {
  const { connections, seconds, tls, azurePid, signal } = options;
  signal.throwIfAborted();
  const before = [cpuTime(server.pid), cpuTime(azurePid)];
  const running = autocannon({
    ...{ url: server.origin, connections, duration: seconds, requests, headers, tlsOptions: tls },
  });
  const stop = () => (running as unknown as autocannon.Instance).stop();
  signal.addEventListener('abort', stop, { once: true });
  const result = await running;
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  const cpu = [cpuTime(server.pid), cpuTime(azurePid)];
  const answered = result['2xx'];
  if (result.non2xx + result.errors + result.timeouts > 0 || answered === 0) {
    const { non2xx, errors, timeouts } = result;
    throw new Error(`${server.name}: ${answered} answers, ${non2xx} refusals, ${errors} errors, ${timeouts} time-outs`);
  }
  await sleep(settleTime);
  const perRequest = (index: number) => {
    const [from, to] = [before[index], cpu[index]];
    return from === undefined || to === undefined ? undefined : (to - from) / answered;
  };
  return {
    perSecond: answered / result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    serverCpu: perRequest(0),
    azureCpu: perRequest(1),
  };
}
