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
}
