import { Secret } from '@aro-rp/telemetry';
import { RegistryError } from '../errors.ts';
import { type Credential, type Credentials } from './credentials.ts';

interface Entry {
  auth?: unknown;
  username?: unknown;
  password?: unknown;
  identitytoken?: unknown;
  registrytoken?: unknown;
}

/**
 * The credentials of a docker configuration file (`config.json`, and a pull secret is one too), or of the `auth.json` of
 * podman and skopeo, whose keys may name a repository or a part of its path: the longest that fits wins.
 * @param text JSON @param name of the file, for messages
 * @throws RegistryError `malformed` that names the entry at fault, never its value
 */
export function dockerConfig(text: string, name = 'the docker configuration'): Credentials {
  const { auths, helpers } = parse(text, name);
  const entries = new Map<string, Credential>();
  for (const [key, entry] of Object.entries(auths)) {
    const credential = credentialOf(entry);
    if (credential === 'malformed')
      throw new RegistryError('malformed', `${name}: auths["${key}"] has no user and password, and no token`, {
        host: hostOf(key),
      });
    if (credential) entries.set(normalise(key), credential);
  }
  return {
    async for({ host, repository }) {
      const segments = (repository ?? '').split('/').filter((one) => one !== '');
      for (let length = segments.length; length >= 0; length -= 1) {
        const found = entries.get([aliasOf(host), ...segments.slice(0, length)].join('/'));
        if (found) return found;
      }
      if (helpers.has(aliasOf(host)))
        throw new RegistryError(
          'unauthorized',
          `${name} leaves ${host} to a credential helper, which is not run here`,
          { host },
        );
      return undefined;
    },
  };
}

function parse(text: string, name: string): { auths: Record<string, Entry>; helpers: Set<string> } {
  try {
    const config = JSON.parse(text) as Record<string, unknown>;
    const { auths = {}, credHelpers = {} } = config;
    if (isObject(config) && isObject(auths) && isObject(credHelpers) && Object.values(auths).every(isObject))
      return { auths: auths as Record<string, Entry>, helpers: new Set(Object.keys(credHelpers).map(normalise)) };
  } catch {
    // Said below; the parser's own words may quote a password.
  }
  throw new RegistryError('malformed', `${name} is no JSON object with "auths"`, { host: '' });
}

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @returns undefined for an entry without content: docker leaves one where a helper keeps the rest */
function credentialOf(entry: Entry): Credential | 'malformed' | undefined {
  const { auth, username, password, identitytoken, registrytoken } = entry;
  if (isText(registrytoken)) return { kind: 'bearer', token: new Secret(registrytoken) };
  if (isText(identitytoken)) return { kind: 'identity', token: new Secret(identitytoken) };
  if (isText(auth)) {
    const [user = '', ...rest] = Buffer.from(auth, 'base64').toString('utf8').replace(/\0+$/, '').split(':');
    return user === '' || rest.length === 0 ? 'malformed' : passwordOf(user, rest.join(':'));
  }
  if (isText(username) && typeof password === 'string') return passwordOf(username, password);
  return Object.keys(entry).length === 0 ? undefined : 'malformed';
}

const isText = (value: unknown): value is string => typeof value === 'string' && value !== '';

const passwordOf = (user: string, password: string): Credential => ({
  kind: 'password',
  user,
  password: new Secret(password),
});

/** `https://index.docker.io/v1/` and `docker.io` are one registry. */
const dockerHub = new Set(['docker.io', 'index.docker.io', 'registry-1.docker.io']);
const aliasOf = (host: string): string => (dockerHub.has(host) ? 'docker.io' : host.toLowerCase());
const hostOf = (key: string): string => key.replace(/^https?:\/\//, '').split('/')[0] ?? '';

function normalise(key: string): string {
  const host = hostOf(key);
  const path = key.replace(/^https?:\/\//, '').slice(host.length);
  // What docker writes behind the host is the version of its API, no repository.
  return aliasOf(host) + (/^https?:/.test(key) ? '' : path.replace(/\/+$/, ''));
}
