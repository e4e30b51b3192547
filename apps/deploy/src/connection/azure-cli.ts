import { execFile } from 'node:child_process';
import { type TokenCredential } from '@azure/core-auth';
import { DeployError } from '../deploy-error.ts';

/**
 * Tokens of whoever is signed in with `az login` ("az account get-access-token"). The tool itself keeps them, so every
 * call may start it; callers cache by the expiry.
 */
export const azureCli = (tenantId: string | undefined): TokenCredential => ({
  async getToken(scopes, { abortSignal } = {}) {
    const [scope = ''] = [scopes].flat();
    const args = ['account', 'get-access-token', '--output', 'json', '--scope', scope];
    const text = await run([...args, ...(tenantId === undefined ? [] : ['--tenant', tenantId])], abortSignal);
    const answer = JSON.parse(text) as { accessToken: string; expires_on: number };
    return { token: answer.accessToken, expiresOnTimestamp: answer.expires_on * 1_000 };
  },
});

/** @throws DeployError `failed` with what the tool says, which holds no token then */
function run(args: readonly string[], signal: unknown): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile('az', args, { signal: signal instanceof AbortSignal ? signal : undefined }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      if (signal instanceof AbortSignal && signal.aborted) return reject(signal.reason as Error);
      const why = error.code === 'ENOENT' ? 'az is not installed' : (stderr.trim().split('\n')[0] ?? 'az failed');
      reject(new DeployError('failed', `nobody is signed in (CREDENTIAL=azure-cli): ${why}`));
    });
  });
}
