import { type Violation } from '../../errors/violation.ts';

/** More would help nobody, and a body of one megabyte can have a hundred thousand. */
const most = 100;

/**
 * Collects violations in the order of importance: one at a place hides those that come later for the same place or for
 * something inside it, for they would follow from it.
 */
export class Findings {
  readonly violations: Violation[] = [];

  /** Nothing more is taken; who looks for more may stop. */
  get isFull(): boolean {
    return this.violations.length === most;
  }

  add(...found: Violation[]): void {
    for (const violation of found) {
      if (this.isFull) return;
      if (!this.violations.some(({ target }) => covers(target, violation.target))) this.violations.push(violation);
    }
  }
}

function covers(outer: string, inner: string): boolean {
  if (!inner.startsWith(outer)) return false;
  const next = inner[outer.length];
  return outer === '' || next === undefined || next === '.' || next === '[';
}
