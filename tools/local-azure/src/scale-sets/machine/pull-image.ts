import { existsSync } from 'node:fs';
import { copyFile, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { azureRegistry, extractFile, openRegistry, type Registry } from '@aro-rp/registry';
import { silentLog } from '@aro-rp/telemetry';
import { type Clock } from '@aro-rp/time';
import { type MetadataClient } from './metadata-client.ts';

export interface Pulled {
  /** Host and port of the registry here. */
  host: string;
  repository: string;
  digest: string;
  /** Of the identity that may pull. */
  clientId: string;
}

interface PullOptions {
  metadata: MetadataClient;
  /** Where the program is to be. */
  path: string;
  signal: AbortSignal;
}

/** Images of all machines: what a digest names is fetched once, whichever machine asks for it first. */
export interface Images {
  /**
   * Pulls an image as podman does before each start: the registry is asked for its manifest, in the name of the machine's
   * identity, each time. @throws RegistryError when it does not let that in, or has no such image
   */
  pull(image: Pulled, options: PullOptions): Promise<void>;
}

/** The program in an image of ours, and where its lines are from. */
const program = 'main.mjs';
const names = [`${program}.map`, program];

/** @param authority that signs the registry's certificate (PEM) */
export function createImages(folder: string, clock: Clock, authority: string): Images {
  const fetching = new Map<string, Promise<void>>();

  const fetchOnce = (registry: Registry, { repository, digest }: Pulled, to: string): Promise<void> => {
    const begun = fetching.get(digest) ?? fetchFiles(registry, repository, digest, to);
    fetching.set(digest, begun);
    return begun.finally(() => {
      if (fetching.get(digest) === begun) fetching.delete(digest);
    });
  };

  return {
    async pull(image, { metadata, path, signal }) {
      const provider = { getToken: () => metadata.token(image.clientId, 'https://management.azure.com/') };
      const registry = openRegistry({
        ...{ host: image.host, clock, log: silentLog, ca: [authority] },
        credentials: azureRegistry({ provider, clock }),
      });
      try {
        await registry.manifest(image.repository, image.digest, { signal });
        if (existsSync(path)) return;
        const local = join(folder, image.digest.replace(':', '-'));
        if (!existsSync(join(local, program))) await fetchOnce(registry, image, local);
        await mkdir(dirname(path), { recursive: true });
        for (const name of names) {
          const to = join(dirname(path), name);
          // The program last and whole: it is what says that the image is here.
          if (!existsSync(join(local, name))) continue;
          await copyFile(join(local, name), `${to}.part`);
          await rename(`${to}.part`, to);
        }
      } finally {
        await registry.close();
      }
    },
  };
}

async function fetchFiles(registry: Registry, repository: string, digest: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const name of names) {
    const found = await extractFile(registry, repository, digest, `app/${name}`, collect).catch((error: unknown) => {
      if (name !== program && (error as { kind?: unknown }).kind === 'not-found') return undefined;
      throw error;
    });
    if (!found) continue;
    await writeFile(join(folder, `${name}.part`), found.value);
    await rename(join(folder, `${name}.part`), join(folder, name));
  }
}

async function collect(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}
