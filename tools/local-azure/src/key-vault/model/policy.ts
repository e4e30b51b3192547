import { type CertificateRequest } from '../../certificates/index.ts';
import { badParameter } from './errors.ts';

export const pemContentType = 'application/x-pem-file';
const serverUsage = '1.3.6.1.5.5.7.3.1';
const clientUsage = '1.3.6.1.5.5.7.3.2';

interface WirePolicy {
  key_props?: { kty?: string; key_size?: number; crv?: string };
  x509_props?: { subject?: string; sans?: { dns_names?: string[] }; ekus?: string[]; validity_months?: number };
  secret_props?: { contentType?: string };
  issuer?: { name?: string };
}

/** What to issue for a policy; its life begins ten minutes ago, as Key Vault's does. @throws VaultError */
export function readPolicy(given: unknown, now: Date): CertificateRequest {
  if (typeof given !== 'object' || given === null) throw badParameter('The property policy is missing.');
  const { key_props: key = {}, x509_props: x509 = {}, issuer } = given as WirePolicy;
  requirePem(given);
  if (!issuer?.name) throw badParameter('The property policy.issuer.name is missing.');
  if (issuer.name === 'Unknown')
    throw badParameter('The issuer Unknown needs a certificate signing request, which is not served here.');
  const commonName = /(?:^|,)\s*CN\s*=\s*([^,]+)/i.exec(x509.subject ?? '')?.[1]?.trim();
  const names = x509.sans?.dns_names ?? [];
  if (commonName === undefined && names[0] === undefined)
    throw badParameter('The property policy.x509_props.subject needs a common name (CN=…).');
  const months = x509.validity_months ?? 12;
  if (!Number.isInteger(months) || months < 1)
    throw badParameter('policy.x509_props.validity_months must be at least 1.');
  const notBefore = new Date(now.getTime() - 600_000);
  const notAfter = new Date(notBefore);
  notAfter.setUTCMonth(notAfter.getUTCMonth() + months);
  return {
    commonName: commonName ?? names[0] ?? '',
    names,
    usage: readUsage(x509.ekus),
    keyType: readKeyType(key),
    notBefore,
    notAfter,
  };
}

/** A certificate's secret would be PKCS #12 otherwise, which nothing here can write. @throws VaultError */
export function requirePem(policy: unknown): void {
  const contentType = (policy as WirePolicy | undefined)?.secret_props?.contentType;
  if (contentType !== pemContentType)
    throw badParameter(
      `Certificates are kept as ${pemContentType} here: say so in policy.secret_props.contentType (${contentType ?? 'application/x-pkcs12 is the default'}).`,
    );
}

function readKeyType({ kty = 'RSA', key_size: size = 2_048, crv = 'P-256' }: NonNullable<WirePolicy['key_props']>) {
  if (kty === 'RSA' && size === 2_048) return 'RSA';
  if (kty === 'EC' && crv === 'P-256') return 'EC';
  throw badParameter('Keys here are RSA with 2,048 bits or EC with P-256: change policy.key_props.');
}

function readUsage(ekus: string[] = [serverUsage, clientUsage]): CertificateRequest['usage'] {
  if (!ekus.includes(clientUsage)) return 'server';
  return ekus.includes(serverUsage) ? 'both' : 'client';
}
