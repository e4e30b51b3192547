import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type HostContext } from '../host/context.ts';
import { readIfThere, replaceFile } from '../host/durable-file.ts';
import { type NamespaceHost, openHost } from './host.ts';
import { type Keys } from './protocol/broker.ts';
import { type NamespaceResource } from './resource.ts';

/** The namespaces of Azure Resource Manager, each on a port of its own that stays the same. */
export interface ArmNamespaces {
  /**
   * Serves these and no others; the same array once more changes nothing. Queues of a namespace that is open are there, or gone, when this returns; a namespace
   * opens or closes soon after: {@link settled}.
   */
  follow(resources: readonly NamespaceResource[]): void;
  /** When all that was asked for is open, or gone. */
  settled(): Promise<void>;
  /** Undefined until it is open. Names compare ignoring case. */
  find(name: string): NamespaceHost | undefined;
  close(): Promise<void>;
}

interface Entry {
  resource: NamespaceResource;
  host?: NamespaceHost;
}

/** @param keysOf who may do what in a namespace */
export async function createArmNamespaces(
  context: HostContext,
  keysOf: (namespace: string) => Keys,
): Promise<ArmNamespaces> {
  const folder = context.folder('service-bus');
  const ports = join(folder, 'ports.json');
  const known = JSON.parse((await readIfThere(ports)) ?? '{}') as Record<string, number>;
  const log = (line: string) => context.log('service-bus', line);
  const entries = new Map<string, Entry>();
  let work: Promise<void> = Promise.resolve();
  let followed: readonly NamespaceResource[] | undefined;
  let closed = false;

  const fileOf = ({ name, generation }: NamespaceResource) => {
    const digest = createHash('sha256').update(generation).digest('hex').slice(0, 16);
    return join(folder, `${name.toLowerCase()}.${digest}.db`);
  };

  const open = async (entry: Entry): Promise<void> => {
    const { resource } = entry;
    const key = resource.name.toLowerCase();
    const options = {
      file: fileOf(resource),
      definitions: [],
      keys: keysOf(resource.name),
      maxMessageSize: resource.maxMessageSize,
    };
    const host = await openHost(context, { ...options, port: known[key] ?? 0 }).catch((error: Error) => {
      if (known[key] === undefined) throw error;
      log(`${resource.name} moves to another port: ${error.message}`);
      return openHost(context, { ...options, port: 0 });
    });
    if (known[key] !== host.port) {
      known[key] = host.port;
      await replaceFile(ports, JSON.stringify(known));
    }
    if (closed || entries.get(key) !== entry) return host.close();
    entry.host = host;
    align(entry);
  };

  const drop = async ({ resource, host }: Entry): Promise<void> => {
    await host?.close();
    const file = fileOf(resource);
    for (const one of [file, `${file}-wal`, `${file}-shm`]) await rm(one, { force: true });
    const key = resource.name.toLowerCase();
    if (entries.has(key)) return;
    delete known[key];
    await replaceFile(ports, JSON.stringify(known));
  };

  const later = (task: () => Promise<void>): void => {
    work = work.then(task).catch((error: unknown) => log(`a namespace failed: ${String(error)}`));
  };

  return {
    follow(resources) {
      if (closed || resources === followed) return;
      followed = resources;
      const byName = new Map(resources.map((one) => [one.name.toLowerCase(), one]));
      for (const [key, entry] of [...entries]) {
        if (byName.get(key)?.generation === entry.resource.generation) continue;
        entries.delete(key);
        later(() => drop(entry));
      }
      for (const [key, resource] of byName) {
        const entry = entries.get(key);
        if (entry) {
          entry.resource = resource;
          align(entry);
          continue;
        }
        const made: Entry = { resource };
        entries.set(key, made);
        later(() => open(made));
      }
    },
    settled: () => work,
    find: (name) => entries.get(name.toLowerCase())?.host,
    async close() {
      closed = true;
      await work;
      await Promise.all([...entries.values()].map(({ host }) => host?.close()));
    },
  };
}

/** Resource Manager has the last word on which queues there are. */
function align({ host, resource: { queues } }: Entry): void {
  if (!host) return;
  const { namespace } = host;
  const names = new Set(queues.map(({ name }) => name.toLowerCase()));
  for (const { name } of namespace.definitions()) if (!names.has(name.toLowerCase())) namespace.remove(name);
  namespace.declare(queues);
}
