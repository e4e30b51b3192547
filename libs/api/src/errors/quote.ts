/** An id of a resource has up to some 400 characters, and what is wrong with it is mostly at its end. */
const longest = 400;

/** A value of the request as it may stand in a message: as JSON, shortened. Never for secrets. */
export function quote(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  const shown = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return typeof value === 'string' ? `'${shown.slice(1, text.length > longest ? undefined : -1)}'` : shown;
}

/** `'a', 'b' or 'c'` */
export function oneOf(values: readonly string[]): string {
  const quoted = values.map((value) => `'${value}'`);
  return quoted.length < 2 ? quoted.join('') : `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}`;
}
