/** Reads every member from what `get` gives at that moment, so that it can be named before there is one. */
export function standIn<T extends object>(get: () => T): T {
  return new Proxy({} as T, { get: (_, member) => Reflect.get(get(), member) as unknown });
}
