import { redactText } from '@aro-rp/telemetry';

/** Short texts would take half the line with them, and are no secrets. */
const shortest = 6;

/** As it is, inside quotes, and in base64 of something longer, by where in the longer text it begins. */
const formsOf = (secret: string): string[] => [
  secret,
  JSON.stringify(secret).slice(1, -1),
  ...[0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), Buffer.from(secret)]).toString('base64');
    // Letters that carry bits of what stands before or after are left out.
    return encoded.slice(Math.ceil((before * 4) / 3), Math.floor(((before + Buffer.byteLength(secret)) * 4) / 3));
  }),
];

/** Takes these texts, and what looks like a token or a key, out of a line; also as they look inside quotes. */
export function createRedaction(secrets: readonly string[]): (line: string) => string {
  const texts = [...new Set(secrets.flatMap(formsOf))]
    .filter((text) => text.length >= shortest)
    .sort((a, b) => b.length - a.length);
  return (line) => redactText(texts.reduce((left, text) => left.replaceAll(text, '***'), line));
}
