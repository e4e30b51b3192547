import { type Difference } from './difference.ts';

/** A line of `swagger/differences.md`. */
export interface Explanation {
  readonly version: string;
  readonly pointer: string;
  /** Names the published document's line at fault (`published/…json:123`) or a decision record. */
  readonly why: string;
}

const row = /^\|\s*(\d{4}-\d{2}-\d{2}(?:-preview)?)\s*\|\s*`([^`]*)`\s*\|\s*(.*?)\s*\|\s*$/;

/** The rows of the table; all else in the page is for people. */
export const explanationsIn = (page: string): Explanation[] =>
  page.split('\n').flatMap((line) => {
    const [, version, pointer, why] = row.exec(line) ?? [];
    return version === undefined || pointer === undefined || why === undefined ? [] : [{ version, pointer, why }];
  });

/** Differences that no line explains, and lines that explain nothing (any more). */
export function unexplained(
  version: string,
  differences: readonly Difference[],
  explanations: readonly Explanation[],
): { differences: Difference[]; explanations: Explanation[] } {
  const mine = explanations.filter((each) => each.version === version);
  return {
    differences: differences.filter(({ pointer }) => !mine.some((each) => each.pointer === pointer)),
    explanations: mine.filter(({ pointer }) => !differences.some((each) => each.pointer === pointer)),
  };
}
