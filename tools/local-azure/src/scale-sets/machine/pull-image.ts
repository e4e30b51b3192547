import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { azureRegistry, extractFile, openRegistry } from '@aro-rp/registry';
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

export interface PullOptions {
  metadata: MetadataClient;
  clock: Clock;
  /** The authority that signs the registry's certificate (PEM). */
  authority: string;
  signal: AbortSignal;
}

/** The program in an image of ours. */
const program = 'app/main.mjs';
const sourceMap = `${program}.map`;

/**
 * Pulls an image by its digest, as podman does before each start: the registry is asked for the manifest each time, its
 * layers are fetched once. @param path where its program is to be
 * @throws RegistryError when the registry does not let the machine's identity in, or has no such image
 */
export async function pullImage(image: Pulled, path: string, isThere: boolean, options: PullOptions): Promise<void> {
  const { host, repository, digest, clientId } = image;
  const { metadata, clock, authority, signal } = options;
  const provider = { getToken: () => metadata.token(clientId, 'https://management.azure.com/') };
  const registry = openRegistry({
    ...{ host, clock, log: silentLog, ca: [authority] },
    credentials: azureRegistry({ provider, clock }),
  });
  try {
    await registry.manifest(repository, digest, { signal });
    if (isThere) return;
    await mkdir(dirname(path), { recursive: true });
    for (const [file, to] of [
      [sourceMap, `${path}.map`],
      [program, path],
    ] as const) {
      const bytes = await extractFile(registry, repository, digest, file, collect, { signal }).catch(
        (error: unknown) => {
          if (file === sourceMap && (error as { kind?: unknown }).kind === 'not-found') return undefined;
          throw error;
        },
      );
      // The program last and whole: it is what says that the image is here.
      if (bytes) await writeFile(`${to}.part`, bytes.value, { mode: 0o400 });
      if (bytes) await rename(`${to}.part`, to);
    }
  } finally {
    await registry.close();
  }
}

async function collect(bytes: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytes) chunks.push(chunk);
  return Buffer.concat(chunks);
}
