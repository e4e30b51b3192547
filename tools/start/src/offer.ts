import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type Endpoints } from '@aro-rp/local-azure';
import { bundleOf } from './bundles.ts';

/**
 * Says what may be installed, with a command of the backend that an SRE uses.
 * @param command with its arguments @param bundle the backend's own unless told @throws Error with what the command said
 */
export async function offer(
  root: string,
  endpoints: Endpoints,
  command: readonly ['enable-version' | 'update-versions' | 'update-role-sets', ...(readonly string[])],
  bundle = bundleOf(root, 'backend'),
): Promise<void> {
  const { tenantId, clientId, clientSecret, authorityHost, cosmos, caBundle } = endpoints;
  const running = promisify(execFile)(process.execPath, [bundle, ...command], {
    env: {
      NODE_EXTRA_CA_CERTS: caBundle,
      CREDENTIAL: 'client-secret',
      AZURE_TENANT_ID: tenantId,
      AZURE_CLIENT_ID: clientId,
      AZURE_CLIENT_SECRET: clientSecret,
      AZURE_AUTHORITY_HOST: authorityHost,
      COSMOS_ENDPOINT: cosmos.endpoint,
    },
  });
  await running.catch((error: Error & { code?: unknown; signal?: unknown }) => {
    throw new Error(`${error.message} (${String(error.signal ?? error.code)})`, { cause: error });
  });
}
