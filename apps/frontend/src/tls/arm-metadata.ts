import { type Clock, seconds, withTimeout } from '@aro-rp/time';

/** One of ARM's client certificates, as its metadata endpoint tells them. */
export interface ArmCertificate {
  /** Hexadecimal SHA-1 or SHA-256 of the certificate, without separators. */
  thumbprint: string;
  notBefore: string;
  notAfter: string;
  /** Base64 DER. */
  certificate?: string;
}

/** @throws Error when the endpoint does not answer as documented. */
export type ReadArmCertificates = (signal: AbortSignal) => Promise<ArmCertificate[]>;

const limit = seconds(10);

/** `GET {url}?api-version=2015-01-01` of ARM's authentication metadata. Redirects are refused: they change who answers. */
export function armMetadata(url: string, clock: Clock): ReadArmCertificates {
  return async (stop) => {
    using call = withTimeout(clock, limit, stop);
    const response = await fetch(`${url}?api-version=2015-01-01`, { redirect: 'error', signal: call.signal });
    const type = response.headers.get('content-type') ?? 'none';
    if (response.status !== 200 || !/^application\/json\b/i.test(type)) {
      await response.body?.cancel();
      throw new Error(`ARM's metadata answered ${response.status} with content type ${type}`);
    }
    const { clientCertificates } = (await response.json()) as { clientCertificates?: unknown };
    if (!Array.isArray(clientCertificates) || !clientCertificates.every(isArmCertificate)) {
      throw new Error("ARM's metadata holds no list of client certificates");
    }
    return clientCertificates;
  };
}

function isArmCertificate(value: unknown): value is ArmCertificate {
  const { thumbprint, notBefore, notAfter, certificate } = (value ?? {}) as Record<string, unknown>;
  return (
    [thumbprint, notBefore, notAfter].every((text) => typeof text === 'string') &&
    (certificate === undefined || typeof certificate === 'string')
  );
}
