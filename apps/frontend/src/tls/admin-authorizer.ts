import { X509Certificate } from 'node:crypto';
import { type Clock } from '@aro-rp/time';
import { type Authorizer, within } from './authorizer.ts';

export interface AdminCertificateRule {
  /** One or more certificates that issue administrators' certificates directly, as PEM. */
  issuers: string;
  /** The common name that the certificate's subject must have. */
  commonName: string;
}

const clientAuthentication = '1.3.6.1.5.5.7.3.2';
const certificateBlock = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Accepts a certificate that one of the configured authorities issued itself, for client authentication, with exactly
 * the configured common name. Without a rule nobody is an administrator.
 * @throws Error when the issuers are no certificates
 */
export function createAdminAuthorizer(rule: AdminCertificateRule | undefined, clock: Clock): Authorizer {
  const issuers = (rule?.issuers.match(certificateBlock) ?? []).map((pem) => new X509Certificate(pem));
  if (rule && issuers.length === 0) throw new Error('the administrators’ issuing certificates hold no certificate');
  const isValid = (one: X509Certificate) => within(one.validFrom, one.validTo)(clock.now());

  return {
    isAuthorized: (certificate) =>
      certificate !== undefined &&
      rule !== undefined &&
      commonName(certificate) === rule.commonName &&
      isValid(certificate) &&
      certificate.keyUsage?.includes(clientAuthentication) === true &&
      issuers.some(
        (issuer) =>
          issuer.ca && isValid(issuer) && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey),
      ),
    notReady: () => [],
  };
}

/** undefined unless the subject has exactly one; a name with a line break cannot pass for two. */
function commonName(certificate: X509Certificate): string | undefined {
  const { CN } = certificate.toLegacyObject().subject as { CN?: string | string[] };
  return typeof CN === 'string' ? CN : undefined;
}
