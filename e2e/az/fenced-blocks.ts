/** The blocks of a Markdown page whose fence says `sh`, in order. What is fenced otherwise is for people. */
export function shellBlocks(markdown: string): string[] {
  return [...markdown.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
}

/**
 * A script for `sh` that runs all of them in one shell, stops at the first command that fails, and prints `mark(n)`
 * on a line of its own, to both outputs, before block n.
 */
export const scriptOf = (blocks: readonly string[]): string =>
  ['set -eu', ...blocks.flatMap((block, index) => [`echo '${mark(index)}'; echo '${mark(index)}' >&2`, block])].join(
    '\n',
  );

const mark = (index: number): string => `=== block ${index} ===`;

/** What each block printed, from the output of the whole. */
export const printedBy = (output: string): string[] =>
  output
    .split(/^=== block \d+ ===\n/m)
    .slice(1)
    .map((printed) => printed.trim());
