import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Credentials } from '@aro-rp/registry';
import { followAuthFile } from './auth-file.ts';

describe('a docker config file', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'auth-file-'));
    path = join(folder, 'source-registries.json');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** As machines do it. */
  const replace = (text: string) => {
    writeFileSync(`${path}.new`, text);
    renameSync(`${path}.new`, path);
  };
  const withPassword = (password: string) =>
    JSON.stringify({ auths: { 'quay.example': { username: 'mirror', password } } });
  const passwordIn = async (credentials: Credentials) => {
    const found = await credentials.for({
      ...{ host: 'quay.example', repository: undefined, signal: new AbortController().signal },
      post: () => Promise.reject(new Error('not asked')),
    });
    return found?.kind === 'password' ? found.password.reveal() : undefined;
  };

  it('is followed: what replaces it is used from the next question on', async () => {
    replace(withPassword('before'));
    const credentials = await followAuthFile('SOURCE_AUTH_FILE', path);
    expect(await passwordIn(credentials)).toBe('before');

    replace(withPassword('after'));

    expect(await passwordIn(credentials)).toBe('after');
  });

  it.each([
    ['is gone', () => rmSync(path)],
    ['is broken', () => replace('{')],
  ])('counts as it was while it %s', async (_, spoil) => {
    replace(withPassword('before'));
    const credentials = await followAuthFile('SOURCE_AUTH_FILE', path);

    spoil();

    expect(await passwordIn(credentials)).toBe('before');
  });

  it('that is not there at first is refused with the name of its setting', async () => {
    await expect(followAuthFile('SOURCE_AUTH_FILE', path)).rejects.toThrow(/^SOURCE_AUTH_FILE: ENOENT/);
  });
});
