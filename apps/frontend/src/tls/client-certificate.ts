import { type X509Certificate } from 'node:crypto';
import { type IncomingMessage } from 'node:http';
import { TLSSocket } from 'node:tls';

const seen = new WeakMap<TLSSocket, X509Certificate>();

/**
 * The certificate that the caller proved to own when the connection was made; nobody has checked who issued it.
 * Only the connection itself tells: a header never does.
 */
export function clientCertificate({ socket }: IncomingMessage): X509Certificate | undefined {
  if (!(socket instanceof TLSSocket)) return undefined;
  const certificate = seen.get(socket) ?? socket.getPeerX509Certificate();
  if (certificate) seen.set(socket, certificate);
  return certificate;
}
