import { percentile } from './statistics.ts';
import { percent } from './table.ts';

export const head = ['milliseconds', 'count', 'p50', 'p95', 'max', 'bare p50', 'p95', 'max', 'p50 to bare'];

/** One way of creating, measured in milliseconds both with our services and bare. */
export function row(name: string, ours: readonly number[], bare: readonly number[]): string[] {
  const summary = (values: readonly number[]) => [50, 95, 100].map((p) => percentile(values, p).toFixed(0));
  const ratio = percentile(ours, 50) / percentile(bare, 50);
  return [name, String(ours.length), ...summary(ours), ...summary(bare), percent(ratio)];
}
