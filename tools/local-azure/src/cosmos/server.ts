import { join } from 'node:path';
import { type Clock, seconds } from '@aro-rp/time';
import { type HostContext, type LocalService } from '../host/context.ts';
import { type ControlPlane } from './control.ts';
import { createListener } from './listener.ts';
import { createManagement, type Management } from './management.ts';
import { Account } from './model/account.ts';
import { CosmosError } from './model/errors.ts';
import { createObedience } from './obedience.ts';
import { type Answer, errorAnswer } from './protocol/answer.ts';
import { authenticate } from './protocol/auth.ts';
import { Call } from './protocol/call.ts';
import { dispatch } from './protocol/dispatch.ts';
import { type CosmosRequest } from './protocol/request.ts';
import { type RoleAssignment, type RoleDefinition, Roles } from './protocol/roles.ts';
import { Store } from './store.ts';

/** The key that Microsoft publishes for its Cosmos DB emulator: known to all, and no secret. */
export const emulatorKey = 'C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==';

export interface CosmosOptions {
  /** 0: any free one. */
  port: number;
  /** Physical partitions of containers made from now on; 1 unless told. */
  partitions?: number;
  /** Base64; {@link emulatorKey} unless told. */
  key?: string;
  roleDefinitions?: readonly RoleDefinition[];
  roleAssignments?: readonly RoleAssignment[];
  /** Whose databases, containers and roles are here besides; undefined while it does not run. */
  controlPlane?(): ControlPlane | undefined;
  /** How often expired items, which nobody sees any more, are removed for good; 60 unless told. */
  sweepEverySeconds?: number;
}

export interface CosmosServer extends LocalService, Management {
  /** `https://localhost:<port>` */
  endpoint: string;
  key: string;
  /** Replaces all role definitions and assignments; the built-in roles stay. */
  assignRoles(definitions: readonly RoleDefinition[], assignments: readonly RoleAssignment[]): void;
  /** Stops as a crash does: connections are cut, what is not committed is lost. */
  kill(): void;
}

/** Runs `work` again and again until it is disposed. */
function repeat(clock: Clock, everySeconds: number, work: () => void): Disposable {
  let timer: Disposable;
  const again = () => {
    timer = clock.schedule(seconds(everySeconds), () => {
      work();
      again();
    });
  };
  again();
  return { [Symbol.dispose]: () => timer[Symbol.dispose]() };
}

/**
 * A Cosmos DB account for NoSQL on loopback, durable in the service's folder: it answers only what is on disk.
 * @throws Error when the port is taken or another process has the folder
 */
export async function createCosmosServer(context: HostContext, options: CosmosOptions): Promise<CosmosServer> {
  const { key = emulatorKey, partitions = 1, sweepEverySeconds = 60 } = options;
  const store = new Store(join(context.folder('cosmos'), 'cosmos.sqlite'));
  const account = new Account(store, context.clock, partitions);
  const roles = new Roles(options.roleDefinitions, options.roleAssignments);
  const audiences = ['https://cosmos.azure.com'];
  const obey = createObedience(
    account,
    roles,
    () => options.controlPlane?.(),
    (line) => context.log('cosmos', line),
  );

  async function answerTo(request: CosmosRequest): Promise<Answer> {
    try {
      const caller = await authenticate(request, key, context.tokens, audiences);
      await obey();
      return await dispatch(new Call(account, request, caller, roles));
    } catch (error) {
      if (error instanceof CosmosError) return errorAnswer(error);
      const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
      context.log('cosmos', `${request.method} ${request.url}: ${detail}`);
      return errorAnswer(new CosmosError(500, 'Local Cosmos DB failed; its log says why.'));
    }
  }

  const listener = await createListener(context, options.port, answerTo).catch((error: unknown) => {
    store.close();
    throw error;
  });
  const endpoint = `https://localhost:${listener.port}`;
  audiences.push(endpoint);
  const sweeping = repeat(context.clock, sweepEverySeconds, () => {
    store
      .write(() => account.items.sweep(account.containers.all()))
      .catch((error: unknown) => {
        context.log('cosmos', `the removal of expired items failed: ${String(error)}`);
      });
  });

  return {
    name: 'cosmos',
    endpoint,
    key,
    endpoints: { cosmos: { endpoint, key } },
    ...createManagement(account),
    assignRoles: (definitions, assignments) => roles.assign(definitions, assignments),
    async close() {
      sweeping[Symbol.dispose]();
      await listener.close();
      store.close();
    },
    kill() {
      sweeping[Symbol.dispose]();
      store.abandon();
      listener.cut();
    },
  };
}
