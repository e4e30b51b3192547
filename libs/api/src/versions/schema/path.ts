const plain = /^[A-Za-z_]\w*$/;
const nameable = /^[\w.-]{1,80}$/;

/** `map['key']`. Bodies can have any key, so it is shortened and made harmless. */
export const entryPath = (map: string, key: string): string =>
  `${map}['${key.slice(0, 80).replaceAll(/['\\\p{Cc}]/gu, '?')}']`;

/** `a.b`, or `a['b c']` when the member's name is no identifier. */
export function memberPath(parent: string, name: string): string {
  if (!plain.test(name)) return entryPath(parent, name);
  return parent === '' ? name : `${parent}.${name}`;
}

/** `list['worker']` when the element has a proper name, else `list[0]`. */
export const elementPath = (list: string, name: unknown, index: number): string =>
  typeof name === 'string' && nameable.test(name) ? `${list}['${name}']` : `${list}[${index}]`;
