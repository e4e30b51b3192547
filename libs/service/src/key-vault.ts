import { Secret } from '@aro-rp/telemetry';
import { seconds } from '@aro-rp/time';
import { SecretClient } from '@azure/keyvault-secrets';
import { type TokenCredential } from '@azure/identity';
import { type CertificateSource } from './certificate-source.ts';
import { type KeySource } from './key-ring.ts';

export interface KeyVault {
  /** All versions of one secret, as data keys. */
  keySource(name: string): KeySource;
  /** The newest version of a certificate with its private key, as PEM. */
  certificateSource(name: string): CertificateSource;
}

/** A call ends, also when the vault does not answer. */
const withinLimit = () => ({ abortSignal: AbortSignal.timeout(seconds(10)) });
/** Callers go on with what they have, and ask again on their own terms. */
const retryOptions = { maxRetries: 1, retryDelayInMs: 200, maxRetryDelayInMs: 1_000 };

const isMissing = (error: unknown) => (error as { statusCode?: number }).statusCode === 404;

/** @param url the vault's own URL. */
export function connectKeyVault(url: string, credential: TokenCredential): KeyVault {
  // The vault's name is in our own configuration; the check that it ends in Azure's domain would bar private clouds.
  const client = new SecretClient(url, credential, { disableChallengeResourceVerification: true, retryOptions });
  return {
    keySource: (name) => ({
      async versions() {
        const found: { version: string; createdOn: number }[] = [];
        for await (const { version, createdOn, enabled } of client.listPropertiesOfSecretVersions(
          name,
          withinLimit(),
        )) {
          if (version !== undefined && enabled !== false) found.push({ version, createdOn: createdOn?.getTime() ?? 0 });
        }
        return found;
      },
      async read(version) {
        try {
          const { value } = await client.getSecret(name, { version, ...withinLimit() });
          return value === undefined ? undefined : new Secret(value);
        } catch (error) {
          if (isMissing(error)) return undefined;
          throw error;
        }
      },
    }),
    certificateSource: (name) => ({
      async read() {
        const { value, properties } = await client.getSecret(name, withinLimit());
        if (!value?.includes('-----BEGIN')) {
          throw new Error(`certificate ${name} has content type ${properties.contentType ?? 'none'}; PEM is needed`);
        }
        return { version: properties.version ?? '', pem: new Secret(value) };
      },
    }),
  };
}
