import { connect } from 'node:tls';
import { type KeyPair } from '@aro-rp/local-azure';

/** What came back, as it was on the wire, once the frontend has closed the connection. */
export interface RawReply {
  status: number;
  head: string;
  body: string;
}

/** Sends bytes that no HTTP client would send, over a connection of their own. Characters are bytes. */
export function sendRaw(port: number, authority: string, identity: KeyPair | undefined, text: string) {
  return new Promise<RawReply>((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect({
      host: 'localhost',
      port,
      ca: authority,
      ...(identity && { cert: identity.certificate, key: identity.privateKey }),
    });
    const end = () => {
      socket.destroy();
      const [head = '', body = ''] = Buffer.concat(chunks).toString().split('\r\n\r\n');
      resolve({ status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 0), head, body });
    };
    socket.on('secureConnect', () => socket.write(Buffer.from(text, 'latin1')));
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    for (const event of ['end', 'close', 'error']) socket.on(event, end);
  });
}
