import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type HostContext } from '../host/context.ts';
import { createFollower, type Follower } from '../host/followers.ts';
import { type NamespaceHost, openHost } from './host.ts';
import { unauthorized } from './model/errors.ts';
import { type Keys } from './protocol/broker.ts';
import { type NamespaceResource } from './resource.ts';

/** A namespace that is served, and what Azure Resource Manager says of it. */
export interface ArmNamespace extends NamespaceHost {
  resource: NamespaceResource;
}

/** The namespaces of Azure Resource Manager. Their queues are there, or gone, when `follow` returns. */
export type ArmNamespaces = Follower<NamespaceResource, ArmNamespace>;

const outside =
  'Ip has been prevented to connect to the endpoint. For more information see: https://aka.ms/sbnetworkissue.';

/** @param keysOf who may do what in a namespace */
export function createArmNamespaces(context: HostContext, keysOf: (namespace: string) => Keys): Promise<ArmNamespaces> {
  const folder = context.folder('service-bus');
  const fileOf = ({ name, generation }: NamespaceResource) => {
    const digest = createHash('sha256').update(generation).digest('hex').slice(0, 16);
    return join(folder, `${name.toLowerCase()}.${digest}.db`);
  };
  return createFollower<NamespaceResource, ArmNamespace>({
    folder,
    log: (line) => context.log('service-bus', line),
    async open(first, port) {
      const state = { resource: first };
      const { find, mayUse } = keysOf(first.name);
      const host = await openHost(context, {
        port,
        file: fileOf(first),
        definitions: [],
        keys: {
          find,
          mayUse(keyName, right, queue) {
            if (state.resource.isClosed) throw unauthorized(outside);
            return mayUse(keyName, right, queue);
          },
        },
        maxMessageSize: first.maxMessageSize,
      });
      return Object.assign(state, host);
    },
    align(host, resource) {
      host.resource = resource;
      const { namespace } = host;
      const { queues } = resource;
      const names = new Set(queues.map(({ name }) => name.toLowerCase()));
      for (const { name } of namespace.definitions()) if (!names.has(name.toLowerCase())) namespace.remove(name);
      namespace.declare(queues);
    },
    async forget(resource) {
      const file = fileOf(resource);
      for (const one of [file, `${file}-wal`, `${file}-shm`]) await rm(one, { force: true });
    },
  });
}
