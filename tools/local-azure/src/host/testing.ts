import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { type Clock, systemClock } from '@aro-rp/time';
import { createCertificates } from '../certificates/index.ts';
import { loadSigningKey } from '../entra/keys.ts';
import { homeTenant } from '../entra/tenants.ts';
import { issueToken, type TokenRequest } from '../entra/tokens.ts';
import { createTokenVerifier } from '../entra/verifier.ts';
import { createFaults } from '../faults/index.ts';
import { type HostContext } from './context.ts';
import { createFolders } from './folders.ts';

export interface TestContext extends HostContext, AsyncDisposable {
  /** The data folder. */
  dataDir: string;
  /** A token that `tokens` accepts, as Entra ID would issue it; for specs that do without Entra ID. */
  token(request: Partial<TokenRequest> & { audience: string }): Promise<string>;
  /** What was logged, oldest first. */
  lines: string[];
  /** Removes the data folder, unless it was given. */
  dispose(): Promise<void>;
}

/** A context on a new temporary folder, or on `folder`. This process trusts its authority from now on. */
export async function createTestContext(
  options: { clock?: Clock; seed?: number; folder?: string } = {},
): Promise<TestContext> {
  const dataDir = options.folder ?? mkdtempSync(join(tmpdir(), 'local-azure-'));
  const folder = createFolders(dataDir);
  const clock = options.clock ?? systemClock;
  const certificates = await createCertificates(join(dataDir, 'certificates'));
  const key = await loadSigningKey(folder('entra'));
  trust(certificates.authority);
  const lines: string[] = [];
  const dispose = async () => {
    if (options.folder === undefined) await rm(dataDir, { recursive: true, force: true });
  };
  return {
    dataDir,
    folder,
    clock,
    faults: createFaults(options.seed === undefined ? {} : { seed: options.seed }),
    certificates,
    tokens: createTokenVerifier(key, clock),
    log: (service, line) => void lines.push(`${service}: ${line}`),
    lines,
    token: (request) =>
      issueToken(key, clock, {
        tenantId: homeTenant,
        objectId: '00000000-0000-4000-8000-00000000000a',
        clientId: '00000000-0000-4000-8000-00000000000b',
        ...request,
      }),
    dispose,
    [Symbol.asyncDispose]: dispose,
  };
}

/** Makes this process's TLS clients accept what `authority` signs, beside what they accept already. */
export function trust(authority: string): void {
  setDefaultCACertificates([...getCACertificates('default'), authority]);
}
