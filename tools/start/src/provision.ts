import { randomBytes } from 'node:crypto';
import { createContainers } from '@aro-rp/database/provision';
import { type Endpoints } from '@aro-rp/local-azure';
import { systemClock } from '@aro-rp/time';
import { ClientSecretCredential, type TokenCredential } from '@azure/identity';
import { CertificateClient } from '@azure/keyvault-certificates';
import { SecretClient } from '@azure/keyvault-secrets';

export const dataKeyName = 'data-key';
export const certificateName = 'rp-server';

/** The customer's principal of local Azure, which may do everything. */
export const localCredential = ({ tenantId, clientId, clientSecret, authorityHost }: Endpoints): TokenCredential =>
  new ClientSecretCredential(tenantId, clientId, clientSecret, { authorityHost, disableInstanceDiscovery: true });

/**
 * What templates make in Azure: containers, the data key, the server certificate. Makes what is missing and leaves the
 * rest alone. (Queues come from the topology file that local Azure is started with.)
 */
export async function provision(endpoints: Endpoints): Promise<void> {
  const { cosmos, keyVault } = endpoints;
  const credential = localCredential(endpoints);
  const options = { disableChallengeResourceVerification: true };
  const secrets = new SecretClient(keyVault, credential, options);
  const certificates = new CertificateClient(keyVault, credential, options);
  await Promise.all([
    createContainers({ endpoint: cosmos.endpoint, auth: { key: cosmos.key }, clock: systemClock }),
    unlessThere(
      () => secrets.getSecret(dataKeyName),
      () => secrets.setSecret(dataKeyName, randomBytes(32).toString('base64')),
    ),
    unlessThere(
      () => certificates.getCertificate(certificateName),
      async () => {
        const poller = await certificates.beginCreateCertificate(
          certificateName,
          {
            issuerName: 'Self',
            subject: 'CN=localhost',
            subjectAlternativeNames: { dnsNames: ['localhost'] },
            contentType: 'application/x-pem-file',
          },
          { intervalInMs: 200 },
        );
        await poller.pollUntilDone();
      },
    ),
  ]);
}

async function unlessThere(look: () => Promise<unknown>, make: () => Promise<unknown>): Promise<void> {
  try {
    await look();
  } catch (error) {
    if ((error as { statusCode?: number }).statusCode !== 404) throw error;
    await make();
  }
}
