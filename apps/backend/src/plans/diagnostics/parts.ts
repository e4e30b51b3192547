import { redactText, type Secret } from '@aro-rp/telemetry';

/** In bytes of UTF-8: of one part, and of all together. */
export const partLimit = 8_192;
export const totalLimit = 65_536;

/** Shorter texts are no secrets, and would take half of a line with them. */
const shortest = 8;

/** What keys and passwords look like in a console's lines and in an error's text, beside what logs leave out anyway. */
const patterns: readonly [RegExp, string][] = [
  // PEM in base64, as kubeconfigs and Ignition have it.
  [/LS0tLS1CRUdJTi[\w+/=-]{16,}/g, '***'],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*/g, '***'],
  [/("auth"\s*:\s*")[^"]+/g, '$1***'],
  [/\b((?:bearer|basic)\s+)[\w.~+/=-]{8,}/gi, '$1***'],
  [
    /\b([\w-]*(?:password|passwd|secret|token|api[_-]?key|client-key-data)["']?\s*[:=]\s*["']?)(?!\*)[^\s"',;]{4,}/gi,
    '$1***',
  ],
  [/([?&]sig=)[^&\s"']+/gi, '$1***'],
];

/**
 * Parts as they may be stored: without these secrets and without what looks like one, the last `partLimit` bytes of
 * each, and of those that come last none that would be over `totalLimit`. Empty ones are left out.
 */
export function storable(parts: Readonly<Record<string, string>>, secrets: readonly Secret[]): Record<string, string> {
  const hidden = secrets.flatMap((secret) => formsOf(secret.reveal())).sort((a, b) => b.length - a.length);
  const kept: Record<string, string> = {};
  let left = totalLimit;
  for (const [name, text] of Object.entries(parts)) {
    const clean = last(withoutSecrets(text, hidden), Math.min(partLimit, left - Buffer.byteLength(name)));
    if (clean === '') continue;
    kept[name] = clean;
    left -= Buffer.byteLength(name) + Buffer.byteLength(clean);
  }
  return kept;
}

function withoutSecrets(text: string, hidden: readonly string[]): string {
  const without = hidden.reduce((result, secret) => result.replaceAll(secret, '***'), text);
  return patterns.reduce((result, [pattern, mask]) => result.replace(pattern, mask), redactText(without));
}

/** A secret as it is, inside quotes, in base64; of one with many lines or in JSON, each longer word. */
function formsOf(secret: string): string[] {
  const words = secret.split(/[\s"',:{}[\]\\]+/).filter((word) => word.length >= 20);
  const texts = [secret, JSON.stringify(secret).slice(1, -1), Buffer.from(secret).toString('base64'), ...words];
  return [...new Set(texts)].filter((one) => one.length >= shortest);
}

/** The last so many bytes, from the beginning of a line when there is one. */
function last(text: string, limit: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= limit) return text;
  if (limit <= mark.length) return '';
  const cut = bytes.subarray(bytes.length - limit + Buffer.byteLength(mark)).toString();
  const line = cut.indexOf('\n');
  return mark + (line >= 0 && line < cut.length - 1 ? cut.slice(line + 1) : cut.replace(/^\uFFFD+/, ''));
}
const mark = '…\n';
