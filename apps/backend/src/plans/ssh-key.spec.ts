import { execFileSync } from 'node:child_process';
import { createHash, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sshPublicKeyOf } from './ssh-key.ts';

const newKey = (bits: number) => generateKeyPairSync('rsa', { modulusLength: bits }).publicKey;

/** RFC 4251 5: the strings of a blob. */
function stringsOf(blob: Buffer): Buffer[] {
  if (blob.length === 0) return [];
  const length = blob.readUInt32BE(0);
  return [blob.subarray(4, 4 + length), ...stringsOf(blob.subarray(4 + length))];
}
const partsOf = (line: string) => stringsOf(Buffer.from(line.split(' ')[1] ?? '', 'base64'));

/** From its parts, as whoever reads `authorized_keys` understands it. */
function parsed(line: string): KeyObject {
  const [, e = Buffer.of(), n = Buffer.of()] = partsOf(line);
  // base64url of a positive number has no sign byte.
  const jwk = { kty: 'RSA', e: e.toString('base64url'), n: n.subarray(n[0] === 0 ? 1 : 0).toString('base64url') };
  return createPublicKey({ key: jwk, format: 'jwk' });
}

it.each([2048, 3072])('says the same key of %d bits in the one line of OpenSSH', (bits) => {
  const key = newKey(bits);

  const line = sshPublicKeyOf(key);

  expect(line).toMatch(/^ssh-rsa AAAAB3NzaC1yc2E[\w+/]+=*$/);
  expect(parsed(line).equals(key)).toBe(true);
});

it('writes no negative number: a modulus with its first bit set begins with a zero byte', () => {
  const [type, exponent, modulus] = partsOf(sshPublicKeyOf(newKey(2048)));

  expect(type?.toString()).toBe('ssh-rsa');
  expect(exponent).toEqual(Buffer.from([1, 0, 1]));
  expect(modulus).toHaveLength(257);
  expect([modulus?.[0], (modulus?.[1] ?? 0) >= 0x80]).toEqual([0, true]);
});

const sshKeygen = ['/usr/bin/ssh-keygen', '/usr/local/bin/ssh-keygen'].find((path) => existsSync(path));
(sshKeygen === undefined ? it.skip : it)('is what ssh-keygen takes it for', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ssh-key-'));
  try {
    const line = sshPublicKeyOf(newKey(2048));
    writeFileSync(join(folder, 'key.pub'), `${line}\n`);

    const said = execFileSync(sshKeygen ?? '', ['-l', '-f', join(folder, 'key.pub')]).toString();

    const blob = Buffer.from(line.split(' ')[1] ?? '', 'base64');
    const fingerprint = createHash('sha256').update(blob).digest('base64').replace(/=+$/, '');
    expect(said).toMatch(/^2048 .*\(RSA\)/);
    expect(said).toContain(`SHA256:${fingerprint}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
