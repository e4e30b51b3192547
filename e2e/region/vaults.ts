import { randomUUID, X509Certificate } from 'node:crypto';
import { type Endpoints } from '@aro-rp/local-azure';
import { localCredential, resourceManager } from '@aro-rp/start';
import { CertificateClient } from '@azure/keyvault-certificates';
import { SecretClient } from '@azure/keyvault-secrets';

/** Key Vault Secrets Officer and Certificates Officer ("Azure built-in roles"). */
const officers = ['b86a8fe4-44ce-4948-aee5-eccb2c155cd7', 'a4417e6f-fecd-4de8-b567-7b0420556985'];

/** Lets whoever has that object id look into every vault of a group and fill them. */
export async function letIntoVaults(endpoints: Endpoints, group: string, principalId: string): Promise<void> {
  const { resources } = resourceManager(endpoints);
  const subscription = `/subscriptions/${endpoints.subscriptionId}`;
  for (const role of officers)
    await resources.createOrUpdateById(
      `${subscription}/resourceGroups/${group}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`,
      '2022-04-01',
      {
        properties: {
          roleDefinitionId: `${subscription}/providers/Microsoft.Authorization/roleDefinitions/${role}`,
          ...{ principalId, principalType: 'ServicePrincipal' },
        },
      },
    );
}

/** One vault as whoever owns the subscription sees it. */
export async function openVault(endpoints: Endpoints, group: string, name: string) {
  const id = `/subscriptions/${endpoints.subscriptionId}/resourceGroups/${group}/providers/Microsoft.KeyVault/vaults/${name}`;
  const { properties } = await resourceManager(endpoints).resources.getById(id, '2023-07-01');
  const { vaultUri } = properties as { vaultUri: string };
  const options = { disableChallengeResourceVerification: true };
  const secrets = new SecretClient(vaultUri, localCredential(endpoints), options);
  const certificates = new CertificateClient(vaultUri, localCredential(endpoints), options);
  return {
    setSecret: (secret: string, value: string) => secrets.setSecret(secret, value),
    /** Issues it, as PEM, with a key that RSA signs with. @returns its public part */
    async issue(certificate: string, commonName: string): Promise<X509Certificate> {
      const made = await certificates.beginCreateCertificate(
        certificate,
        {
          ...{ issuerName: 'Self', subject: `CN=${commonName}`, contentType: 'application/x-pem-file' },
          ...{ subjectAlternativeNames: { dnsNames: [commonName] }, keyType: 'RSA', keySize: 2_048 },
        },
        { intervalInMs: 100 },
      );
      const { cer } = await made.pollUntilDone();
      return new X509Certificate(cer ?? new Uint8Array());
    },
  };
}

/** Lets an application sign in with a certificate, beside what it has. */
export async function registerCertificate(
  endpoints: Endpoints,
  clientId: string,
  certificate: X509Certificate,
): Promise<void> {
  const token = await localCredential(endpoints).getToken(`${endpoints.graph}/.default`);
  const url = `${endpoints.graph}/v1.0/applications(appId='${clientId}')`;
  const headers = { authorization: `Bearer ${token?.token}`, 'content-type': 'application/json' };
  const { keyCredentials } = (await (await fetch(url, { headers })).json()) as { keyCredentials: object[] };
  const added = { type: 'AsymmetricX509Cert', usage: 'Verify', key: certificate.raw.toString('base64') };
  const body = JSON.stringify({ keyCredentials: [...keyCredentials, added] });
  const answer = await fetch(url, { method: 'PATCH', headers, body });
  if (!answer.ok) throw new Error(`Graph answers ${answer.status}: ${await answer.text()}`);
}
