import { hashPassword, verifyPassword } from './password.ts';

/** Of the implementation by Solar Designer (crypt_blowfish 1.3, `wrapper.c`). */
const published: [password: string, hash: string][] = [
  ['U*U', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW'],
  ['U*U*', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK'],
  ['U*U*U', '$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a'],
  ['', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy'],
  [
    '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are ignored',
    '$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui',
  ],
];

describe('passwords', () => {
  it.each(published)('accepts the published hash of %j', (password, hash) => {
    expect(verifyPassword(password, hash)).toBe(true);
  });

  it('takes a password in UTF-8, as the crypt of the C library does', () => {
    expect(verifyPassword('£', '$2b$05$abcdefghijklmnopqrstuuCA4I1oct1E5MzBdpO1DwsYmtFCQmrC2')).toBe(true);
  });

  it('refuses another password, and a hash with one character changed', () => {
    const [, hash] = published[0] as [string, string];

    expect(verifyPassword('U*u', hash)).toBe(false);
    expect(verifyPassword('U*U', `${hash.slice(0, -1)}X`)).toBe(false);
  });

  it.each(['', 'kubeadmin', '$2a$10$short', '$1$salt$qJH7.N4xYta3aEG/dfqo/0', `$2a$03$${'C'.repeat(53)}`])(
    'takes %j for no hash',
    (text) => {
      expect(verifyPassword('', text)).toBe(false);
    },
  );

  it('accepts what it has hashed, and never makes the same hash twice', () => {
    const one = hashPassword('aBcDe-fGhIj-kLmNo-pQrSt');
    const other = hashPassword('aBcDe-fGhIj-kLmNo-pQrSt');

    expect(one).toMatch(/^\$2a\$10\$[./A-Za-z0-9]{53}$/);
    expect(other).not.toBe(one);
    expect(verifyPassword('aBcDe-fGhIj-kLmNo-pQrSt', one)).toBe(true);
    expect(verifyPassword('aBcDe-fGhIj-kLmNo-pQrSu', one)).toBe(false);
  });
});
