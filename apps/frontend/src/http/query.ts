/** The query of a request target such as `/a?b=c`. Never throws: what cannot be decoded stays as it is. */
export function queryOf(target: string): URLSearchParams {
  const at = target.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : target.slice(at + 1));
}

/** ARM's parameter names ignore case. Two different values make one that no check accepts, never the first or last. */
export function parameter(query: URLSearchParams, name: string): string | undefined {
  const values = new Set<string>();
  for (const [key, value] of query) if (key.toLowerCase() === name.toLowerCase()) values.add(value);
  return values.size === 0 ? undefined : [...values].join(',');
}
