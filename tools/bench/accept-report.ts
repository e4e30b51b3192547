import { mediansOf, type Round } from './load.ts';
import { median } from './statistics.ts';
import { percent } from './table.ts';

/** Of each round of the frontend to the bare server's next to it: what else the machine does then hits both. */
const pairs = (ours: readonly Round[], bare: readonly Round[]): number[] =>
  ours.map(({ perSecond }, index) => perSecond / (bare[index]?.perSecond ?? NaN));

export const ratioOf = (ours: readonly Round[], bare: readonly Round[]): number => median(pairs(ours, bare));

/** What the ratio would be if the servers' own computing were all that costs time. */
export function computingRatioOf(ours: readonly Round[], bare: readonly Round[]): number {
  return (mediansOf(bare).serverCpu ?? NaN) / (mediansOf(ours).serverCpu ?? NaN);
}

export const head = ['operation', 'frontend', 'bare', 'ratio', 'rounds', 'p50', 'p99', 'CPU', 'local Azure'];

/** One operation, measured in both servers. */
export function row(name: string, ours: readonly Round[], bare: readonly Round[]): string[] {
  const [a, b] = [mediansOf(ours), mediansOf(bare)];
  const each = pairs(ours, bare);
  const pair = (name: keyof Round, digits: number) =>
    [a, b].map((one) => one[name]?.toFixed(digits) ?? '?').join(' : ');
  return [
    name,
    `${a.perSecond.toFixed(0)}/s`,
    `${b.perSecond.toFixed(0)}/s`,
    percent(ratioOf(ours, bare)),
    `${percent(Math.min(...each))} to ${percent(Math.max(...each))}`,
    `${pair('p50', 0)} ms`,
    `${pair('p99', 0)} ms`,
    pair('serverCpu', 2),
    pair('azureCpu', 2),
  ];
}
