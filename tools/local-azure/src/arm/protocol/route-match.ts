import { type LocalHandler, type Parameters } from './dispatch.ts';
import { type LocalRoutes } from './routes.ts';

type Pattern = { test: RegExp; handlers: LocalRoutes[string] };

/** Paths as express writes them: `:name` for a segment, `*rest` for all that follows, `{*rest}` also for nothing. */
function patternOf(path: string): RegExp {
  const parts = path
    .split('/')
    .slice(1)
    .map((part) => {
      if (part.startsWith(':')) return `/(?<${part.slice(1)}>[^/]+)`;
      if (part.startsWith('*')) return `/(?<${part.slice(1)}>.+)`;
      if (part.startsWith('{*')) return `(?:/(?<${part.slice(2, -1)}>.*))?`;
      return `/${part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`;
    });
  return new RegExp(`^${parts.join('')}/?$`, 'i');
}

/** Finds the handler that a client's request would come to, without a socket. */
export function createRouteMatch(routes: readonly LocalRoutes[]) {
  const patterns: Pattern[] = routes.flatMap((one) =>
    Object.entries(one).map(([path, handlers]) => ({ test: patternOf(path), handlers })),
  );
  /** @param path decoded. @returns undefined when there is none, or none for the method */
  return (method: string, path: string): { handler: LocalHandler; parameters: Parameters } | undefined => {
    for (const { test, handlers } of patterns) {
      const match = test.exec(path);
      if (!match) continue;
      const handler = handlers[method.toLowerCase() as keyof typeof handlers];
      return handler && { handler, parameters: { ...match.groups } };
    }
    return undefined;
  };
}
