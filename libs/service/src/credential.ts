import { type Secret } from '@aro-rp/telemetry';
import { type Duration, seconds } from '@aro-rp/time';
import {
  ClientSecretCredential,
  type ClientSecretCredentialOptions,
  ManagedIdentityCredential,
  type TokenCredential,
} from '@azure/identity';
import { createCertificateCredential } from './certificate-credential.ts';
import { setting, type SettingsOf } from './settings.ts';

/** How a service proves who it is; the same variables for every service. */
export const credentialSettings = {
  credential: setting.oneOf(
    ['managed-identity', 'client-secret', 'client-certificate'],
    'CREDENTIAL',
    "how the service's own identity signs in",
    'managed-identity',
  ),
  clientId: setting.uuid('AZURE_CLIENT_ID', "the client id of the service's own identity"),
  tenantId: setting.uuid('AZURE_TENANT_ID', "the service's own tenant"),
  clientSecret: setting.optional(setting.secret('AZURE_CLIENT_SECRET', 'with CREDENTIAL=client-secret')),
  certificatePath: setting.optional(
    setting.text('AZURE_CLIENT_CERTIFICATE_PATH', 'with CREDENTIAL=client-certificate: a PEM file with key and chain'),
  ),
  authorityHost: setting.url('AZURE_AUTHORITY_HOST', 'the root of Entra ID', 'https://login.microsoftonline.com'),
};
export type CredentialSettings = SettingsOf<typeof credentialSettings>;

export interface ApplicationCredential {
  tenantId: string;
  clientId: string;
  authorityHost: string;
  proof: { secret: Secret } | { certificatePath: string };
  /** How long one request for a token may take; 10 s unless told. */
  signInWithin?: Duration;
}

/**
 * The SDKs let everybody who needs a token wait for one request, which heeds nobody's signal and has no limit: without
 * an answer to it the process would never sign in again.
 */
const limited = (
  signInWithin: Duration = seconds(10),
): Required<Pick<ClientSecretCredentialOptions, 'additionalPolicies'>> => ({
  additionalPolicies: [
    {
      position: 'perRetry',
      policy: {
        name: 'signInWithin',
        sendRequest(request, next) {
          request.timeout = signInWithin;
          return next(request);
        },
      },
    },
  ],
});

const publicAuthority = 'https://login.microsoftonline.com';

/**
 * An application's credential in one tenant. Tokens are cached by it, so keep one per tenant. The file of a certificate
 * may be replaced at any time.
 */
export function createApplicationCredential(application: ApplicationCredential): TokenCredential {
  const { tenantId, clientId, authorityHost, proof, signInWithin } = application;
  // Only the public cloud's authority is listed in its instance discovery; any other is taken at its word.
  const options = {
    ...limited(signInWithin),
    authorityHost,
    disableInstanceDiscovery: authorityHost !== publicAuthority,
    // Callers try again on their own terms; the SDK's own retries would use up the whole of an outward call's time.
    retryOptions: { maxRetries: 1, retryDelayInMs: 200, maxRetryDelayInMs: 1_000 },
  };
  return 'secret' in proof
    ? new ClientSecretCredential(tenantId, clientId, proof.secret.reveal(), options)
    : createCertificateCredential(tenantId, clientId, proof.certificatePath, options);
}

/** @returns the service's own credential, or what is missing for the kind that was chosen. */
export function createServiceCredential(settings: CredentialSettings): TokenCredential | { fault: string } {
  const { credential, clientId, tenantId, authorityHost, clientSecret, certificatePath } = settings;
  if (credential === 'managed-identity') return new ManagedIdentityCredential({ clientId, ...limited() });
  if (credential === 'client-secret') {
    return clientSecret
      ? createApplicationCredential({ tenantId, clientId, authorityHost, proof: { secret: clientSecret } })
      : { fault: 'AZURE_CLIENT_SECRET is missing: CREDENTIAL=client-secret needs it' };
  }
  return certificatePath
    ? createApplicationCredential({ tenantId, clientId, authorityHost, proof: { certificatePath } })
    : { fault: 'AZURE_CLIENT_CERTIFICATE_PATH is missing: CREDENTIAL=client-certificate needs it' };
}
