import { connect } from 'node:net';
import { get as getHttp, type IncomingMessage } from 'node:http';
import { get as getHttps } from 'node:https';
import { type Clock, seconds } from '@aro-rp/time';
import { type HealthState } from '../../arm/model/providers/compute/scale-sets/hardware.ts';
import { type HealthProbe } from '../../arm/model/providers/compute/scale-sets/model.ts';
import { type Times } from '../times.ts';

export interface Probed extends Disposable {
  state(): HealthState;
}

interface ProbeOptions {
  probe: HealthProbe;
  address: string;
  clock: Clock;
  times: Times;
  /** Told after each probe. */
  changed(): void;
}

/**
 * Asks a machine for its health over and over, as the Application Health extension does: a state holds only after so
 * many probes in a row have shown it, and is unknown before.
 */
export function probeHealth({ probe, address, clock, times, changed }: ProbeOptions): Probed {
  let shown: HealthState = 'unknown';
  let last: HealthState = 'unknown';
  let inRow = 0;
  let timer: Disposable | undefined;
  let closed = false;

  const take = (seen: HealthState) => {
    inRow = seen === last ? inRow + 1 : 1;
    last = seen;
    if (inRow >= probe.numberOfProbes) shown = seen;
  };
  const again = () => {
    if (closed) return;
    timer = clock.schedule(times.of(seconds(probe.intervalInSeconds)), () => {
      void ask(probe, address).then((seen) => {
        if (closed) return;
        take(seen);
        changed();
        again();
      });
    });
  };
  again();
  return {
    state: () => shown,
    [Symbol.dispose]() {
      closed = true;
      timer?.[Symbol.dispose]();
    },
  };
}

const patience = 5_000;

/** One probe; what cannot be reached, or says nothing that is understood, is unknown to rich probes, unhealthy to others. */
function ask({ protocol, port, requestPath, isRich }: HealthProbe, address: string): Promise<HealthState> {
  const silent = isRich ? 'unknown' : 'unhealthy';
  if (protocol === 'tcp') return tcp(address, port).then((open) => (open ? 'healthy' : 'unhealthy'));
  return answerOf(protocol, address, port, requestPath).then((answer) => {
    if (answer?.status !== 200) return silent;
    return isRich ? stateIn(answer.text) : 'healthy';
  });
}

function stateIn(text: string): HealthState {
  try {
    const { ApplicationHealthState: state } = JSON.parse(text) as { ApplicationHealthState?: unknown };
    return state === 'Healthy' ? 'healthy' : state === 'Unhealthy' ? 'unhealthy' : 'unknown';
  } catch {
    return 'unknown';
  }
}

export const tcp = (host: string, port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host, port, timeout: patience });
    const end = (open: boolean) => {
      socket.destroy();
      resolve(open);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });

/** A probe trusts every certificate, as Azure's do. @returns undefined when there is no answer */
export const answerOf = (
  protocol: 'http' | 'https',
  host: string,
  port: number,
  path: string,
): Promise<{ status: number; text: string } | undefined> =>
  new Promise((resolve) => {
    const options = { host, port, path, timeout: patience, agent: false as const };
    const read = (response: IncomingMessage) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', () => resolve(undefined));
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      );
    };
    const sent =
      protocol === 'http' ? getHttp(options, read) : getHttps({ ...options, rejectUnauthorized: false }, read);
    sent.on('timeout', () => sent.destroy());
    sent.on('error', () => resolve(undefined));
  });
