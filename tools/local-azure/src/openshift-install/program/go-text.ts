const short: Record<string, string> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '"': '\\"',
  '\\': '\\\\',
};

/** A text in quotes, as Go's `%q` prints it; printable characters of other alphabets stay. */
export const quote = (text: string): string =>
  `"${text.replace(/["\\\x00-\x1f\x7f]/g, (char) => short[char] ?? `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`)}"`;

/** Members as logfmt, as logrus prints them when it quotes. */
export const fields = (members: Record<string, string>): string =>
  Object.entries(members)
    .map(([name, value]) => `${name}=${/^[A-Za-z0-9\-._/@^+]+$/.test(value) ? value : quote(value)}`)
    .join(' ');
