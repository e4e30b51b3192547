const plain = /^[A-Za-z_]\w*$/;
const nameable = /^[\w.-]{1,80}$/;

/** `map['key']`. Bodies can have any key, so it is shortened and made harmless. */
export const entryPath = (map: string, key: string): string =>
  `${map}['${key.slice(0, 80).replaceAll(/['\\\p{Cc}]/gu, '?')}']`;

/** `a.b`. The name is a declared one. */
export const memberPath = (parent: string, name: string): string => (parent === '' ? name : `${parent}.${name}`);

/** As {@link memberPath}, for a name that a body has made up: `a['b c']` when it is no identifier. */
export const anyPath = (parent: string, name: string): string =>
  plain.test(name) && name.length <= 80 ? memberPath(parent, name) : entryPath(parent, name);

/** `list['worker']` when the element has a proper name, else `list[0]`. */
export const elementPath = (list: string, name: unknown, index: number): string =>
  typeof name === 'string' && nameable.test(name) ? `${list}['${name}']` : `${list}[${index}]`;
