/** What is kept of a line. The rest is dropped from its last blank on, so that no part of a secret is left over. */
const longest = 8 * 1024;

/** Cuts a stream into lines and never holds more than one. `end` gives a last line that has no line end. */
export function createLines(take: (line: string) => void): { write(chunk: string): void; end(): void } {
  let rest = '';
  let cut = false;
  const keep = (text: string) => {
    if (cut) return;
    rest += text;
    cut = rest.length > longest;
    if (cut) rest = `${rest.slice(0, rest.lastIndexOf(' ', longest) + 1)}…`;
  };
  const flush = () => {
    const line = rest.trimEnd();
    rest = '';
    cut = false;
    if (line !== '') take(line);
  };
  return {
    write(chunk) {
      const parts = chunk.split('\n');
      for (const [index, part] of parts.entries()) {
        keep(part);
        if (index < parts.length - 1) flush();
      }
    },
    end: flush,
  };
}

/** A line of the binary's log. */
export interface LogLine {
  level: string;
  message: string;
  /** An unquoted line may be a part of a message: the binary prints one line for each line of it. */
  isQuoted: boolean;
}

/**
 * A line of logrus; undefined when it is none. Standard error is not quoted, so that the message is what is left of the
 * line; an empty one has no `msg`. The log file, and what wraps the binary, quote in Go's manner.
 */
export function parseLogLine(line: string): LogLine | undefined {
  const [, level, rest = ''] = /(?:^|\s)level=(\w+)(?: msg=(.*))?$/.exec(line) ?? [];
  if (level === undefined) return undefined;
  const quoted = /^"(?:[^"\\]|\\.)*(?:"(?=$| \w+=)|$)/.exec(rest)?.[0];
  return quoted === undefined
    ? { level, message: rest, isQuoted: false }
    : { level, message: unquote(quoted), isQuoted: true };
}

function unquote(text: string): string {
  try {
    return JSON.parse(text) as string;
  } catch {
    return text.replace(/^"|"$/g, '').replace(/\\(.)/g, '$1');
  }
}
