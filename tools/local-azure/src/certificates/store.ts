import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createOnce, readIfThere } from '../host/durable-file.ts';
import { createAuthority, issueCertificate } from './authority.ts';
import { type Certificates, type KeyPair } from './index.ts';

interface Stored {
  authority: KeyPair;
  server: KeyPair;
}

/**
 * The authority and the server certificate of `folder`, made when it has none. Both are in one file, written whole, so
 * that two processes that start at once agree and a kill in the middle leaves nothing behind that is used.
 */
export async function createCertificates(folder: string): Promise<Certificates> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { authority, server } = await readOrMake<Stored>(join(folder, 'authority.json'), async () => {
    const made = await createAuthority('Local Azure');
    return {
      authority: made,
      server: await issueCertificate(made, {
        commonName: 'localhost',
        names: ['localhost', '127.0.0.1', '::1'],
        usage: 'server',
      }),
    };
  });
  return {
    authority: authority.certificate,
    server,
    client: (commonName) =>
      readOrMake(join(folder, `client-${fileName(commonName)}.json`), () =>
        issueCertificate(authority, { commonName, names: [commonName], usage: 'client' }),
      ),
    issue: (request) => issueCertificate(authority, request),
  };
}

async function readOrMake<T>(path: string, make: () => Promise<T>): Promise<T> {
  const text = (await readIfThere(path)) ?? (await createOnce(path, JSON.stringify(await make())));
  try {
    return JSON.parse(text) as T;
  } catch (cause) {
    throw new Error(`${path} is damaged; move it away to have certificates made anew`, { cause });
  }
}

/** A name of any length and any characters; two names never meet. */
function fileName(commonName: string): string {
  return createHash('sha256').update(commonName).digest('hex').slice(0, 32);
}
