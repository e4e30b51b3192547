import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clock } from '@aro-rp/time';
import { type Times } from '../times.ts';
import { type BalancerProbe, type ProbedTarget, probeTarget } from './probe.ts';
import { createProxy, type Proxy } from './proxy.ts';
import { type Rule } from './rules.ts';

export interface BalancerView {
  loadBalancerId: string;
  rule: string;
  frontendPort: number;
  /** Where it is reached here, on localhost. */
  localPort: number;
  /** How many machines take connections at this moment. */
  ready: number;
}

/** The stand-in for public load balancers: for each rule a port of this machine, which stays the same. */
export interface Balancers {
  /** @param addressOf of an instance; undefined while it has none */
  follow(rules: readonly Rule[], addressOf: (instanceId: string) => string | undefined): Promise<void>;
  list(): BalancerView[];
  close(): Promise<void>;
}

interface Served {
  rule: Rule;
  proxy: Proxy;
  targets: Map<string, ProbedTarget>;
}

/** @param folder in which the ports are remembered */
export function createBalancers(folder: string, clock: Clock, times: Times): Balancers {
  const file = join(folder, 'load-balancers.json');
  const ports = readPorts(file);
  const served = new Map<string, Served>();

  const serve = async (rule: Rule): Promise<Served> => {
    const targets = new Map<string, ProbedTarget>();
    const ready = () =>
      [...targets.values()].filter((one) => one.isReady()).map(({ address }) => ({ address, port: rule.backendPort }));
    // Another program may have the port by now.
    const proxy = await createProxy(ports[rule.key] ?? 0, ready).catch(() => createProxy(0, ready));
    if (ports[rule.key] !== proxy.port) {
      ports[rule.key] = proxy.port;
      writeFileSync(file, JSON.stringify(ports), { mode: 0o600 });
    }
    const one = { rule, proxy, targets };
    served.set(rule.key, one);
    return one;
  };
  const retire = async (key: string) => {
    const one = served.get(key);
    served.delete(key);
    for (const target of one?.targets.values() ?? []) target[Symbol.dispose]();
    await one?.proxy.close();
  };
  const aim = ({ rule, targets }: Served, addressOf: (instanceId: string) => string | undefined) => {
    const wanted = new Map(
      rule.instances.flatMap((id) => {
        const address = addressOf(id);
        return address === undefined ? [] : [[id, address] as const];
      }),
    );
    for (const [id, target] of targets) {
      if (wanted.get(id) === target.address) continue;
      target[Symbol.dispose]();
      targets.delete(id);
    }
    const probe = rule.probe ?? always(rule.backendPort);
    for (const [id, address] of wanted)
      if (!targets.has(id)) targets.set(id, probeTarget(address, probe, clock, times));
  };

  return {
    async follow(rules, addressOf) {
      const keys = new Set(rules.map(({ key }) => key));
      for (const key of [...served.keys()]) if (!keys.has(key)) await retire(key);
      for (const rule of rules) {
        const one = served.get(rule.key) ?? (await serve(rule));
        if (
          one.rule.backendPort !== rule.backendPort ||
          JSON.stringify(one.rule.probe) !== JSON.stringify(rule.probe)
        ) {
          await retire(rule.key);
          aim(await serve(rule), addressOf);
          continue;
        }
        one.rule = rule;
        aim(one, addressOf);
      }
    },
    list: () =>
      [...served.values()].map(({ rule, proxy, targets }) => ({
        loadBalancerId: rule.loadBalancerId,
        rule: rule.name,
        frontendPort: rule.frontendPort,
        localPort: proxy.port,
        ready: [...targets.values()].filter((one) => one.isReady()).length,
      })),
    async close() {
      for (const key of [...served.keys()]) await retire(key);
    },
  };
}

const always = (port: number): BalancerProbe => ({
  ...{ protocol: 'tcp' as const, port, path: '/', intervalInSeconds: 5, numberOfProbes: 2 },
});

function readPorts(file: string): Record<string, number> {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, number>;
  } catch {
    return {};
  }
}
