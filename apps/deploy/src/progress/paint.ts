/** Colours for a terminal, by meaning. Without them every text stays as it is. */
export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  changed(text: string): string;
  dim(text: string): string;
  strong(text: string): string;
}

const sequence = (code: number) => (text: string) => `\u001b[${code}m${text}\u001b[0m`;
const plain = (text: string) => text;

/** Select Graphic Rendition of ECMA-48. */
export const paintOf = (hasColours: boolean): Paint =>
  hasColours
    ? { good: sequence(32), bad: sequence(31), changed: sequence(33), dim: sequence(2), strong: sequence(1) }
    : { good: plain, bad: plain, changed: plain, dim: plain, strong: plain };

/** A terminal has colours unless `NO_COLOR` is set to anything (no-color.org). */
export const wantsColours = (isTerminal: boolean, environment: Readonly<Record<string, string | undefined>>): boolean =>
  isTerminal && (environment['NO_COLOR'] ?? '') === '' && environment['TERM'] !== 'dumb';
