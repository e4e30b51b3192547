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

/** Level and message of a logfmt line of logrus; undefined when it is none. */
export function parseLogLine(line: string): { level: string; message: string } | undefined {
  const match = /(?:^|\s)level=(\w+) msg=("(?:[^"\\]|\\.)*"?|\S*)/.exec(line);
  const [, level, message] = match ?? [];
  return level === undefined || message === undefined ? undefined : { level, message: unquote(message) };
}

function unquote(text: string): string {
  if (!text.startsWith('"')) return text;
  try {
    return JSON.parse(text) as string;
  } catch {
    return text.replace(/^"|"$/g, '').replace(/\\(.)/g, '$1');
  }
}
