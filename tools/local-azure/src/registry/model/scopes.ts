/** What a request needs in a repository. */
export type Permission = 'pull' | 'push' | 'delete';

/** One scope of a bearer token: `repository:NAME:pull,push`. The catalogue is a repository of its own kind. */
export interface Scope {
  type: 'repository' | 'registry';
  name: string;
  actions: string[];
}

/** @returns undefined when the text is no scope */
export function parseScope(text: string): Scope | undefined {
  const match = /^(repository|registry):(.+):([a-z*,_]*)$/.exec(text);
  if (!match) return undefined;
  const [, type, name = '', actions = ''] = match;
  return { type: type as Scope['type'], name, actions: actions.split(',').filter((one) => one !== '') };
}

const actionNames: Record<Permission, string> = {
  pull: 'content/read',
  push: 'content/write',
  delete: 'content/delete',
};

/**
 * Whether one of a token's actions, such as `repositories/*\/content/read`, allows it.
 * A star stands at the end of a name, for everything that begins with what is before it.
 */
export function isAllowed(actions: readonly string[], repository: string, permission: Permission): boolean {
  const suffix = `/${actionNames[permission]}`;
  return actions.some((action) => {
    if (!action.startsWith('repositories/') || !action.endsWith(suffix)) return false;
    const pattern = action.slice('repositories/'.length, -suffix.length);
    return pattern.endsWith('*') ? repository.startsWith(pattern.slice(0, -1)) : repository === pattern;
  });
}
