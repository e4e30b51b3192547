import { type Agent } from 'node:https';
import {
  CoreV1Api,
  createConfiguration,
  CustomObjectsApi,
  ServerConfiguration,
  wrapHttpLibrary,
} from '@kubernetes/client-node';
import { createHttpLibrary } from './http-library.ts';

export interface Clients {
  core: CoreV1Api;
  custom: CustomObjectsApi;
}

/** Generated clients are cheap; each call has its own, since they know no signals. */
export function createClients(server: string, agent: Agent, signal: AbortSignal): Clients {
  const configuration = createConfiguration({
    baseServer: new ServerConfiguration(server, {}),
    httpApi: wrapHttpLibrary(createHttpLibrary(agent, signal)),
  });
  return { core: new CoreV1Api(configuration), custom: new CustomObjectsApi(configuration) };
}
