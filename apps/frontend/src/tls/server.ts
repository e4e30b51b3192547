import { constants, X509Certificate } from 'node:crypto';
import { type RequestListener } from 'node:http';
import { createServer, type Server, type ServerOptions } from 'node:https';
import { type SecureContextOptions } from 'node:tls';
import { type Secret } from '@aro-rp/telemetry';

/** TLS 1.2 and 1.3 with forward secrecy and authenticated encryption only. */
const security: SecureContextOptions = {
  minVersion: 'TLSv1.2',
  ciphers: [
    'TLS_AES_256_GCM_SHA384',
    'TLS_CHACHA20_POLY1305_SHA256',
    'TLS_AES_128_GCM_SHA256',
    'ECDHE-ECDSA-AES256-GCM-SHA384',
    'ECDHE-RSA-AES256-GCM-SHA384',
    'ECDHE-ECDSA-CHACHA20-POLY1305',
    'ECDHE-RSA-CHACHA20-POLY1305',
    'ECDHE-ECDSA-AES128-GCM-SHA256',
    'ECDHE-RSA-AES128-GCM-SHA256',
  ].join(':'),
  honorCipherOrder: true,
  // No tickets, so that each connection proves its certificate anew; no renegotiation, so that it cannot change.
  secureOptions: constants.SSL_OP_NO_TICKET | constants.SSL_OP_NO_RENEGOTIATION,
};

/**
 * An HTTPS server that asks for a client certificate and leaves it to the routes to judge it. It serves nothing before
 * {@link useCertificate} was called.
 */
export function createTlsServer(listener: RequestListener): Server {
  const options: ServerOptions = {
    ...security,
    requestCert: true,
    rejectUnauthorized: false,
    maxHeaderSize: 65_536,
    requireHostHeader: false,
  };
  const server = createServer(options, listener);
  server.headersTimeout = 10_000;
  server.requestTimeout = 30_000;
  server.keepAliveTimeout = 120_000;
  return server;
}

/**
 * Connections made from now on get the certificate, those that exist keep theirs.
 * @param pem chain and key in one text
 * @returns since when it is valid, in milliseconds since 1970
 */
export function useCertificate(server: Server, pem: Secret): number {
  const text = pem.reveal();
  server.setSecureContext({ ...security, cert: text, key: text });
  return Date.parse(new X509Certificate(text).validFrom);
}
