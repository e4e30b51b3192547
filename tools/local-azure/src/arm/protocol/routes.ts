import { Router } from 'express';
import { refusals } from '../model/errors.ts';
import { type Dispatch, type LocalHandler, type RemoteHandler } from './dispatch.ts';

type Method = 'get' | 'head' | 'put' | 'patch' | 'post' | 'delete';

/** Methods of one path; any other is 405. */
export type LocalRoutes = Record<string, Partial<Record<Method, LocalHandler>>>;

/** Paths are matched ignoring case and in the order of their declaration. */
export function localRouter(dispatch: Dispatch, routes: LocalRoutes): Router {
  const router = Router({ caseSensitive: false });
  for (const [path, handlers] of Object.entries(routes)) {
    router.all(
      path,
      dispatch.local((call, parameters) => {
        const handler = handlers[call.method.toLowerCase() as Method];
        if (!handler) throw refusals.methodNotAllowed(call.method);
        return handler(call, parameters);
      }),
    );
  }
  return router;
}

export function remoteRouter(dispatch: Dispatch, paths: string[], handler: RemoteHandler): Router {
  const router = Router({ caseSensitive: false });
  router.all(paths, dispatch.remote(handler));
  return router;
}
