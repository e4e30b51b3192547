/** What a role gives. `notActions` take away from `actions` of the same entry, and from nothing else. */
export interface Permission {
  actions: readonly string[];
  notActions: readonly string[];
  dataActions: readonly string[];
  notDataActions: readonly string[];
}

/** Management of resources, or work with what they hold. */
export type Plane = 'control' | 'data';

const patterns = new Map<string, RegExp>();

/** Whether `pattern` covers `action`: `*` stands for any text, also across slashes; case does not count. */
export function covers(pattern: string, action: string): boolean {
  let expression = patterns.get(pattern);
  if (!expression) {
    const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
    expression = new RegExp(`^${escaped}$`, 'is');
    patterns.set(pattern, expression);
  }
  return expression.test(action);
}

const anyCovers = (list: readonly string[], action: string) => list.some((pattern) => covers(pattern, action));

/** Permissions add up: one that allows is enough. */
export function allows(permissions: readonly Permission[], action: string, plane: Plane = 'control'): boolean {
  return permissions.some((one) =>
    plane === 'control'
      ? anyCovers(one.actions, action) && !anyCovers(one.notActions, action)
      : anyCovers(one.dataActions, action) && !anyCovers(one.notDataActions, action),
  );
}
