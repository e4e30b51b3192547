import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { milliseconds, seconds } from '@aro-rp/time';
import { type FaultAction } from '../faults/index.ts';
import { type HostContext, type LocalService } from '../host/context.ts';
import { Account } from './model/account.ts';
import { type ContainerDefinition } from './model/definitions.ts';
import { CosmosError } from './model/errors.ts';
import { type Answer, errorAnswer } from './protocol/answer.ts';
import { authenticate } from './protocol/auth.ts';
import { Call } from './protocol/call.ts';
import { dispatch } from './protocol/dispatch.ts';
import { type CosmosRequest, kindOf, readBody, segmentsOf } from './protocol/request.ts';
import { type RoleAssignment, type RoleDefinition, Roles } from './protocol/roles.ts';
import { Store } from './store.ts';

/** The key that Microsoft publishes for its Cosmos DB emulator: known to all, and no secret. */
export const emulatorKey = 'C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==';

export interface CosmosOptions {
  /** 0: any free one. */
  port: number;
  /** Physical partitions of containers made from now on; 1 unless told. */
  partitions?: number;
  /** {@link emulatorKey} unless told. */
  key?: string;
  roleDefinitions?: readonly RoleDefinition[];
  roleAssignments?: readonly RoleAssignment[];
  /** How often expired items are removed for good; 60 unless told. */
  sweepEverySeconds?: number;
}

export interface CosmosServer extends LocalService {
  /** `https://localhost:<port>` */
  endpoint: string;
  key: string;
  /** Replaces all role definitions and assignments; the built-in roles stay. */
  assignRoles(definitions: readonly RoleDefinition[], assignments: readonly RoleAssignment[]): void;
  /** Creates the database if it is missing. What a control plane does; clients cannot with a token. */
  putDatabase(id: string): Promise<void>;
  /** Creates or replaces. @throws CosmosError 400 for a bad definition, 404 without the database */
  putContainer(databaseId: string, definition: Partial<ContainerDefinition>): Promise<void>;
  deleteDatabase(id: string): Promise<void>;
  deleteContainer(databaseId: string, id: string): Promise<void>;
  /** Stops as a crash does: sockets are cut, what is not committed is lost. */
  kill(): void;
}

/** @throws Error that names port and option when the port is taken */
function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const isTaken = cause.code === 'EADDRINUSE';
      reject(isTaken ? new Error(`port ${port} is taken: choose another with --cosmos-port`, { cause }) : cause);
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

/**
 * A Cosmos DB account for NoSQL on loopback, durable in the service's folder. It answers only what is on disk.
 * @throws Error when the port is taken or another process has the folder
 */
export async function createCosmosServer(context: HostContext, options: CosmosOptions): Promise<CosmosServer> {
  const key = options.key ?? emulatorKey;
  const { clock, faults } = context;
  const store = new Store(join(context.folder('cosmos'), 'cosmos.sqlite'));
  const account = new Account(store, clock, options.partitions ?? 1);
  const roles = new Roles(options.roleDefinitions, options.roleAssignments);
  const { certificate, privateKey } = context.certificates.server;
  const server = createServer(
    { cert: certificate, key: privateKey },
    (request, response) => void serve(request, response),
  );
  // Longer than clients keep idle connections, or a write would meet a closing socket.
  server.keepAliveTimeout = 120_000;
  server.headersTimeout = 125_000;
  let endpoint = '';

  async function answerTo(request: CosmosRequest): Promise<Answer> {
    try {
      const caller = await authenticate(request, key, context.tokens, [endpoint, 'https://cosmos.azure.com']);
      return await dispatch(new Call(account, request, caller, roles));
    } catch (error) {
      if (error instanceof CosmosError) return errorAnswer(error);
      context.log(
        'cosmos',
        `${request.method} ${request.url}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      return errorAnswer(new CosmosError(500, 'Local Cosmos DB failed; its log says why.'));
    }
  }

  function send(response: ServerResponse, answer: Answer): void {
    if (response.destroyed) return;
    response.sendDate = false;
    response.writeHead(answer.status, {
      date: new Date(clock.now()).toUTCString(),
      'content-type': 'application/json',
      'x-ms-activity-id': randomUUID(),
      'x-ms-version': '2020-07-15',
      'x-ms-request-charge': '1',
      'x-ms-gatewayversion': 'version=2.0.0',
      ...(answer.body === undefined ? {} : { 'content-length': Buffer.byteLength(answer.body) }),
      ...answer.headers,
    });
    response.end(answer.body);
  }

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = incoming.url ?? '/';
    try {
      const request = { method: incoming.method ?? 'GET', url, headers: incoming.headers, segments: segmentsOf(url) };
      const kind = kindOf({ ...request, body: '' });
      const fault = faults.strike('cosmos', kind === 'PLAIN' ? request.method : kind, url);
      const body = await readBody(incoming);
      await respond({ ...request, body }, fault, incoming, response);
    } catch (error) {
      if (error instanceof CosmosError) send(response, errorAnswer(error));
      else incoming.socket.destroy();
    }
  }

  async function respond(
    request: CosmosRequest,
    fault: FaultAction | undefined,
    incoming: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    if (fault?.kind === 'drop') return void incoming.socket.destroy();
    if (fault?.kind === 'hang') return;
    if (fault?.kind === 'delay') await clock.sleep(milliseconds(fault.ms));
    if (fault?.kind === 'status') return send(response, errorAnswer(injected(fault)));
    const answer = await answerTo(request);
    if (fault?.kind === 'lose-answer') return void incoming.socket.destroy();
    send(response, answer);
  }

  await listen(server, options.port).catch((error: unknown) => {
    store.close();
    throw error;
  });
  endpoint = `https://localhost:${(server.address() as AddressInfo).port}`;

  const every = seconds(options.sweepEverySeconds ?? 60);
  let sweep: Disposable;
  const scheduleSweep = () => {
    sweep = clock.schedule(every, () => {
      void store.write(() => account.items.sweep(account.containers.all())).catch(() => undefined);
      scheduleSweep();
    });
  };
  scheduleSweep();

  const stop = (closeStore: () => void) => {
    sweep[Symbol.dispose]();
    closeStore();
    server.closeAllConnections();
  };

  return {
    name: 'cosmos',
    endpoint,
    key,
    endpoints: { cosmos: { endpoint, key } },
    assignRoles: (definitions, assignments) => roles.assign(definitions, assignments),
    putDatabase: (id) => store.write(() => void (account.databases.find(id) ?? account.databases.create(id))),
    putContainer: (databaseId, definition) =>
      store.write(() => {
        const database = account.databases.get(databaseId);
        const current = account.containers.list(database).find(({ id }) => id === definition.id);
        if (current === undefined) account.containers.create(database, definition);
        else account.containers.replace(current, definition);
      }),
    deleteDatabase: (id) =>
      store.write(() => {
        const database = account.databases.get(id);
        account.containers.list(database).forEach((container) => account.containers.remove(container));
        account.databases.remove(database);
      }),
    deleteContainer: (databaseId, id) =>
      store.write(() => account.containers.remove(account.containers.get(account.databases.get(databaseId), id))),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      stop(() => store.close());
      await closed;
    },
    kill() {
      server.close();
      stop(() => store.abandon());
    },
  };
}

const injected = (fault: Extract<FaultAction, { kind: 'status' }>): CosmosError =>
  new CosmosError(fault.status, fault.message ?? 'injected fault', {
    ...(fault.substatus === undefined ? {} : { substatus: fault.substatus }),
    ...(fault.code === undefined ? {} : { code: fault.code }),
    ...(fault.retryAfterMs === undefined ? {} : { retryAfterMs: fault.retryAfterMs }),
  });
