import { readFile } from 'node:fs/promises';
import { ClientCertificateCredential, type ClientCertificateCredentialOptions } from '@azure/identity';
import { type TokenCredential } from '@azure/core-auth';

/**
 * An application's credential by a PEM file with certificate and private key, which may be replaced while the service
 * runs: the file is read at each sign-in. A file that is away or half-written, or whose certificate Entra ID does not
 * know yet, is no reason to stop while the one before still signs in. Tokens that were given stay good.
 * @throws Error when no certificate can be read or signs in
 */
export function createCertificateCredential(
  tenantId: string,
  clientId: string,
  certificatePath: string,
  options: ClientCertificateCredentialOptions,
): TokenCredential {
  interface Certificate {
    pem: string;
    credential: TokenCredential;
  }
  // The SDK's credential goes on with the first certificate that it has read from a path.
  const certificateOf = (pem: string): Certificate => ({
    pem,
    credential: new ClientCertificateCredential(tenantId, clientId, { certificate: pem }, options),
  });
  let used: Certificate | undefined;

  return {
    async getToken(scopes, given) {
      const before = used;
      let now: Certificate | undefined;
      try {
        const pem = await readFile(certificatePath, 'utf8');
        now = before?.pem === pem ? before : certificateOf(pem);
        const token = await now.credential.getToken(scopes, given);
        used = now;
        return token;
      } catch (error) {
        if (before === undefined || now === before) throw error;
        return before.credential.getToken(scopes, given).catch(() => {
          throw error;
        });
      }
    },
  };
}
