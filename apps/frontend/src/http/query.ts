/** The query of a request target such as `/a?b=c`. Never throws: what cannot be decoded stays as it is. */
export function queryOf(target: string): URLSearchParams {
  const at = target.indexOf('?');
  return new URLSearchParams(at < 0 ? '' : target.slice(at + 1));
}

/** ARM's parameter names ignore case. Two different values make one that no check accepts, never the first or last. */
export function parameter(query: URLSearchParams, name: string): string | undefined {
  const lower = name.toLowerCase();
  let found: string | undefined;
  for (const [key, value] of query) {
    if (value !== found && key.toLowerCase() === lower) found = found === undefined ? value : `${found},${value}`;
  }
  return found;
}
