import { parseLogLine } from './lines.ts';

/** How many of the last errors are kept, and how many lines of each. */
const messagesKept = 10;
const linesKept = 200;

const isError = (level: string) => /^(error|fatal|panic)$/.test(level);

/**
 * The errors among the lines that the binary prints, each with all of its lines: those that follow one another at one
 * level are one message. Of a message that is too long the first line stays, and the last ones.
 */
export function createMessages(): { take(line: string): void; all(): string[] } {
  let kept: string[][] = [];
  /** The level whose lines the last message still grows by. */
  let open: string | undefined;

  function take(line: string): void {
    const parsed = parseLogLine(line);
    if (parsed === undefined ? !/error|fatal|panic/i.test(line) : !isError(parsed.level))
      return void (open = undefined);
    const last = kept.at(-1);
    const text = parsed?.message ?? line;
    const isPart = parsed !== undefined && !parsed.isQuoted;
    if (isPart && open === parsed.level && last !== undefined) {
      last.push(text);
      if (last.length > linesKept) last.splice(1, 1);
    } else {
      kept = [...kept, [text]].slice(-messagesKept);
    }
    open = isPart ? parsed.level : undefined;
  }

  return { take, all: () => kept.map((lines) => lines.join('\n')) };
}
