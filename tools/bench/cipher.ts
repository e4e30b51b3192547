import { connect } from 'node:tls';
import { type Server } from './load.ts';

/** @throws Error when the two servers do not agree to the same protocol and cipher */
export async function commonCipher(servers: readonly Server[], authority: string): Promise<string> {
  const found = await Promise.all(servers.map(({ origin }) => cipherOf(origin, authority)));
  if (new Set(found).size !== 1) throw new Error(`the servers agree to different ciphers: ${found.join('; ')}`);
  return found[0] ?? '';
}

function cipherOf(origin: string, ca: string): Promise<string> {
  const { hostname: host, port } = new URL(origin);
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port), servername: host, ca }, () => {
      resolve(`${socket.getProtocol()}, ${socket.getCipher().standardName}`);
      socket.destroy();
    }).once('error', reject);
  });
}
