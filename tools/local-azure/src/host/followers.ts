import { join } from 'node:path';
import { readIfThere, replaceFile } from './durable-file.ts';

/** A resource of Azure Resource Manager that has a data plane of its own. */
export interface Followed {
  /** Compared ignoring case. */
  name: string;
  /** New each time that one of this name is made: what was in the last one is not in this one. */
  generation: string;
}

/** What serves one resource on a port. */
export interface Host {
  port: number;
  close(): Promise<void>;
}

/** The data planes of all resources of a type, each on a port of its own that stays the same. */
export interface Follower<R extends Followed, H extends Host> {
  /**
   * Serves these and no others; the same array once more changes nothing. What is open already is told of its resource
   * when this returns; others open or close soon after: {@link settled}.
   */
  follow(resources: readonly R[]): void;
  /** When all that was asked for is open, or gone. */
  settled(): Promise<void>;
  /** Undefined until it is open. */
  find(name: string): H | undefined;
  close(): Promise<void>;
}

export interface FollowerOptions<R extends Followed, H extends Host> {
  /** Where the ports are remembered, in `ports.json`. */
  folder: string;
  /** @param port 0: any free one */
  open(resource: R, port: number): Promise<H>;
  /** The resource as it is now; also told once after it was opened. Must not throw. */
  align(host: H, resource: R): void;
  /** It is gone, and so is what was in it; it is closed already. */
  forget(resource: R): Promise<void>;
  log(line: string): void;
}

export async function createFollower<R extends Followed, H extends Host>(
  options: FollowerOptions<R, H>,
): Promise<Follower<R, H>> {
  const { open, align, forget, log } = options;
  const file = join(options.folder, 'ports.json');
  const ports = JSON.parse((await readIfThere(file)) ?? '{}') as Record<string, number>;
  const save = () => replaceFile(file, JSON.stringify(ports));
  const entries = new Map<string, { resource: R; host?: H }>();
  let work: Promise<void> = Promise.resolve();
  let followed: readonly R[] | undefined;
  let closed = false;
  const keyOf = ({ name }: R) => name.toLowerCase();

  const begin = async (entry: { resource: R; host?: H }): Promise<void> => {
    const key = keyOf(entry.resource);
    const known = ports[key];
    const host = await open(entry.resource, known ?? 0).catch((error: Error) => {
      if (known === undefined) throw error;
      log(`${entry.resource.name} moves to another port: ${error.message}`);
      return open(entry.resource, 0);
    });
    if (known !== host.port) {
      ports[key] = host.port;
      await save();
    }
    if (closed || entries.get(key) !== entry) return host.close();
    entry.host = host;
    align(host, entry.resource);
  };

  const end = async ({ resource, host }: { resource: R; host?: H }): Promise<void> => {
    await host?.close();
    await forget(resource);
    if (entries.has(keyOf(resource))) return;
    delete ports[keyOf(resource)];
    await save();
  };

  const later = (task: () => Promise<void>): void => {
    work = work.then(task).catch((error: unknown) => log(`a data plane failed: ${String(error)}`));
  };

  return {
    follow(resources) {
      if (closed || resources === followed) return;
      followed = resources;
      const byName = new Map(resources.map((one) => [keyOf(one), one]));
      for (const [key, entry] of [...entries]) {
        if (byName.get(key)?.generation === entry.resource.generation) continue;
        entries.delete(key);
        later(() => end(entry));
      }
      for (const [key, resource] of byName) {
        const entry = entries.get(key);
        if (entry) {
          entry.resource = resource;
          if (entry.host) align(entry.host, resource);
          continue;
        }
        const made = { resource };
        entries.set(key, made);
        later(() => begin(made));
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
