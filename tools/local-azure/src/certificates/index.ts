export { createCertificates } from './store.ts';

/** PEM texts. */
export interface KeyPair {
  certificate: string;
  privateKey: string;
}

export interface Certificates {
  /** The authority's own certificate; `ca.pem`. */
  authority: string;
  /** For servers: `DNS:localhost, IP:127.0.0.1`; the same for every service, made once. */
  server: KeyPair;
  /** For clients, signed by the authority; made once per common name. */
  client(commonName: string): Promise<KeyPair>;
  /** A new certificate on each call, kept by the caller alone. */
  issue(request: CertificateRequest): Promise<KeyPair>;
}

export interface CertificateRequest {
  commonName: string;
  /** Subject alternative names; addresses are recognised as such. */
  names?: string[];
  usage: 'server' | 'client' | 'both';
  /** `EC` is P-256 and the default; `RSA` is 2,048 bits. */
  keyType?: 'EC' | 'RSA';
  /** Ten years unless told. */
  notBefore?: Date;
  notAfter?: Date;
}
