import { milliseconds, seconds } from '@aro-rp/time';
import express from 'express';
import { listen } from '../host/http.ts';
import { type HostContext, type LocalService } from '../host/context.ts';
import { type ActivityRecord, createActivityLog, type RequestFilter } from './activity-log.ts';
import { createModel } from './model/index.ts';
import { type ArmOptions } from './options.ts';
import { createAuthenticator } from './protocol/authenticate.ts';
import { createDispatch } from './protocol/dispatch.ts';
import { groupRoutes } from './protocol/group-routes.ts';
import { statusPath } from './protocol/long-running.ts';
import { resourceRoutes } from './protocol/resource-routes.ts';
import { localRouter } from './protocol/routes.ts';
import { subscriptionRoutes } from './protocol/subscription-routes.ts';
import { type DnsPlace, seed } from './seed.ts';
import { openStore } from './store.ts';

export interface ArmServer extends LocalService {
  /** `https://localhost:PORT`, without a slash. */
  endpoint: string;
  dns: DnsPlace;
  /** The activity log, oldest first. */
  requests(filter?: RequestFilter): ActivityRecord[];
}

/** @throws Error that names port and option when the port is taken */
export async function createArmServer(context: HostContext, options: ArmOptions): Promise<ArmServer> {
  const { clock } = context;
  const retryAfter = options.retryAfterSeconds ?? 1;
  const store = openStore(context.folder('arm'));
  const log = createActivityLog(store, clock);
  let origin = '';
  const model = createModel(store, clock, {
    location: options.location,
    operationDuration: options.operationDuration ?? seconds(1),
    pollInterval: milliseconds(500),
    forwardedDeletions: { advance: () => 'gone' },
    operationUrl: (operation) => `${origin}${statusPath(operation)}`,
  });
  const dns = store.transaction(() => seed(model, options));

  const app = express().disable('x-powered-by').disable('etag');
  const listener = await listen(context, {
    service: 'arm',
    port: options.port,
    portOption: '--arm-port',
    handler: app,
  });
  origin = listener.origin;
  const dispatch = createDispatch({
    store,
    log,
    model,
    clock,
    origin,
    region: options.location,
    authenticator: createAuthenticator(
      context.tokens,
      [origin, `https://127.0.0.1:${listener.port}`],
      options.tenantId,
      options.authority ?? 'https://login.microsoftonline.com',
    ),
    report: (error) => context.log('arm', (error as Error).stack ?? String(error)),
  });
  app.use((request, response, next) => void dispatch.arrive(request, response, next).catch(next));
  app.use(
    localRouter(
      dispatch,
      subscriptionRoutes(model, () => undefined),
    ),
  );
  app.use(localRouter(dispatch, groupRoutes(model, retryAfter)));
  app.use(localRouter(dispatch, resourceRoutes(model, retryAfter)));

  return {
    name: 'arm',
    endpoint: origin,
    endpoints: { arm: origin, location: options.location },
    dns,
    requests: (filter) => log.list(filter),
    async close() {
      await listener.close();
      model.operations.close();
      store.close();
    },
  };
}
