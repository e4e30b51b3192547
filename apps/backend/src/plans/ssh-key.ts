import { type KeyObject } from 'node:crypto';

/** One line as in `authorized_keys` (RFC 4253 6.6, `ssh-rsa`). @param key of RSA */
export function sshPublicKeyOf(key: KeyObject): string {
  const { n = '', e = '' } = key.export({ format: 'jwk' });
  const blob = Buffer.concat([string(Buffer.from('ssh-rsa')), number(e), number(n)]);
  return `ssh-rsa ${blob.toString('base64')}`;
}

/** RFC 4251 5, `string`. */
function string(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** RFC 4251 5, `mpint`: a number whose first bit is set would be negative. */
function number(base64url: string): Buffer {
  const bytes = Buffer.from(base64url, 'base64url');
  return string((bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes);
}
