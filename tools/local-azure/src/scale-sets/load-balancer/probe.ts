import { type Clock, seconds } from '@aro-rp/time';
import { answerOf, tcp } from '../machine/health.ts';
import { type Times } from '../times.ts';

/** As a load balancer's `probes` have it. */
export interface BalancerProbe {
  protocol: 'tcp' | 'http' | 'https';
  port: number;
  path: string;
  intervalInSeconds: number;
  /** Failures in a row after which nothing new comes; one success is enough to let it come again. */
  numberOfProbes: number;
}

export interface ProbedTarget extends Disposable {
  readonly address: string;
  isReady(): boolean;
}

/** Asks one machine over and over whether it takes connections. */
export function probeTarget(address: string, probe: BalancerProbe, clock: Clock, times: Times): ProbedTarget {
  let ready = false;
  let failures = 0;
  let closed = false;
  let timer: Disposable | undefined;
  const ask = async (): Promise<boolean> => {
    if (probe.protocol === 'tcp') return tcp(address, probe.port);
    return (await answerOf(probe.protocol, address, probe.port, probe.path))?.status === 200;
  };
  const look = () =>
    void ask().then((isWell) => {
      if (closed) return;
      failures = isWell ? 0 : failures + 1;
      if (isWell) ready = true;
      else if (failures >= probe.numberOfProbes) ready = false;
      timer = clock.schedule(times.of(seconds(probe.intervalInSeconds)), look);
    });
  look();
  return {
    address,
    isReady: () => ready,
    [Symbol.dispose]() {
      closed = true;
      ready = false;
      timer?.[Symbol.dispose]();
    },
  };
}
