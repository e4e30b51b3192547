/** One challenge of `WWW-Authenticate` (RFC 9110, 11.6.1); names of the scheme and of parameters in lower case. */
export interface Challenge {
  scheme: string;
  parameters: Record<string, string>;
}

const token = /[!#$%&'*+.^`|~\w-]+/y;
const quoted = /"((?:[^"\\]|\\.)*)"/y;

/** @returns what can be read; a header may hold several challenges */
export function parseChallenges(header: string): Challenge[] {
  const found: Challenge[] = [];
  let at = 0;
  const read = (pattern: RegExp): RegExpExecArray | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(header);
    if (match) at += match[0].length;
    return match ?? undefined;
  };
  while (at < header.length) {
    read(/[\s,]*/y);
    const name = read(token)?.[0];
    if (name === undefined) break;
    if (read(/\s*=\s*/y) && found.length > 0) {
      const value = read(quoted)?.[1]?.replace(/\\(.)/g, '$1') ?? read(token)?.[0] ?? '';
      found.at(-1)!.parameters[name.toLowerCase()] = value;
    } else found.push({ scheme: name.toLowerCase(), parameters: {} });
  }
  return found;
}

/**
 * The address of the next page (RFC 8288; OCI distribution specification, "Listing Tags").
 * @returns undefined after the last one @throws TypeError when it is no address
 */
export function nextPage(link: string | undefined, page: URL): URL | undefined {
  for (const match of (link ?? '').matchAll(/<([^>]*)>((?:\s*;\s*[^,;]+)*)/g))
    if (/;\s*rel\s*=\s*"?next"?/i.test(match[2] ?? '')) return new URL(match[1] ?? '', page);
  return undefined;
}

/** `Retry-After`: seconds, or a date. @returns milliseconds from `now`, undefined when it is neither */
export function parseRetryAfter(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  const text = header.trim();
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/**
 * How many bytes an upload has, by its `Range: 0-LAST` (OCI distribution specification, "Pushing a blob in chunks").
 * @returns undefined when it does not say: registries answer `0-0` for no byte as for one
 */
export function uploadedBytes(range: string | undefined): number | undefined {
  const match = /^(?:bytes[= ])?0-(\d+)$/.exec(range?.trim() ?? '');
  const last = Number(match?.[1] ?? 0);
  return Number.isSafeInteger(last) && last > 0 ? last + 1 : undefined;
}

/** Where the bytes of a 206 begin, by its `Content-Range: bytes FIRST-LAST/ALL`. */
export function contentRangeStart(header: string | undefined): number | undefined {
  const first = /^bytes (\d+)-\d+\/(?:\d+|\*)$/.exec(header?.trim() ?? '')?.[1];
  return first === undefined ? undefined : Number(first);
}
