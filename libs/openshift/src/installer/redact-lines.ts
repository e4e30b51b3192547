import { redactText } from '@aro-rp/telemetry';

/** Short texts would take half the line with them, and are no secrets. */
const shortest = 6;

/** Takes these texts, and what looks like a token or a key, out of a line; also as they look inside quotes. */
export function createRedaction(secrets: readonly string[]): (line: string) => string {
  const texts = [...new Set(secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]))]
    .filter((text) => text.length >= shortest)
    .sort((a, b) => b.length - a.length);
  return (line) => redactText(texts.reduce((left, text) => left.replaceAll(text, '***'), line));
}
