import { type Clock } from '@aro-rp/time';
import { type Credential, type Credentials, type PostForm } from '../credentials/credentials.ts';
import { RegistryError } from '../errors.ts';
import { parseChallenges } from './headers.ts';

/** What a request needs: `repository:NAME:pull` and the like (Docker Registry token scope and access). */
export type Scope = string;

/** The `Authorization` headers for one registry: basic, or bearer tokens, one per set of scopes until shortly before its end. */
export interface Authorization {
  /** @returns undefined when the registry lets everybody in, or wants what nobody here can give */
  header(scopes: readonly Scope[], repository: string | undefined): Promise<string | undefined>;
  /**
   * The registry refused a request with `header`.
   * @returns whether another try may have another end: what was refused is dropped, or the challenge is a new one
   */
  refused(header: string | undefined, challenge: string): Promise<boolean>;
}

export interface AuthorizationSettings {
  host: string;
  scheme: 'https' | 'http';
  clock: Clock;
  credentials: Credentials | undefined;
  signal: AbortSignal;
  /** @returns the registry's challenge, empty when it has none */
  challenge(): Promise<string>;
  get(url: URL, headers: Record<string, string>): Promise<{ status: number; json: unknown }>;
  post: PostForm;
}

interface Token {
  header: string;
  /** The clock's. */
  until: number;
}

/** The protocol's own, when a token service says nothing ("Requesting a Token"). */
const shortestLife = 60_000;

type BearerDoor = { kind: 'bearer'; realm: URL; service: string | undefined };
type Door = { kind: 'open' } | { kind: 'basic' } | BearerDoor;

export function createAuthorization(settings: AuthorizationSettings): Authorization {
  const { host, clock, credentials, signal, post } = settings;
  let door: Promise<Door> | undefined;
  const tokens = new Map<string, Promise<Token>>();

  const who = (repository: string | undefined) => credentials?.for({ host, repository, signal, post });
  const learn = async (): Promise<Door> => doorOf(await settings.challenge(), settings);
  const fetchToken = async (scopes: readonly Scope[], repository: string | undefined, at: BearerDoor) => {
    // A refresh token may have been withdrawn before its end: forgotten, it is fetched anew, once.
    for (let isLast = credentials?.forget === undefined; ; isLast = true) {
      const credential = await who(repository);
      if (credential?.kind === 'bearer')
        return { header: `Bearer ${credential.token.reveal()}`, until: clock.now() + shortestLife };
      const { json } = await ask(credential, at, scopes);
      const { token = undefined, access_token = token, expires_in } = (json ?? {}) as Record<string, unknown>;
      if (typeof access_token === 'string' && access_token !== '') {
        const life = typeof expires_in === 'number' && expires_in > 0 ? expires_in * 1_000 : shortestLife;
        // Renewed a little early, so that it does not end on the way.
        return { header: `Bearer ${access_token}`, until: clock.now() + Math.max(life - 30_000, life / 2) };
      }
      credentials?.forget?.(host);
      if (isLast) throw refusal(host, at.realm, credential !== undefined);
    }
  };
  const ask = async (credential: Credential | undefined, { realm, service }: BearerDoor, scopes: readonly Scope[]) => {
    if (credential?.kind === 'identity')
      return post(realm, {
        grant_type: 'refresh_token',
        client_id: 'aro-rp',
        ...(service !== undefined && { service }),
        scope: scopes.join(' '),
        refresh_token: credential.token.reveal(),
      });
    const url = new URL(realm);
    if (service !== undefined) url.searchParams.set('service', service);
    for (const scope of scopes) url.searchParams.append('scope', scope);
    return settings.get(url, credential?.kind === 'password' ? { authorization: basic(credential) } : {});
  };

  const begin = (key: string, fetch: () => Promise<Token>) => {
    const fetching = fetch();
    tokens.set(key, fetching);
    fetching.catch(() => tokens.get(key) === fetching && tokens.delete(key));
    return fetching;
  };

  return {
    async header(scopes, repository) {
      const at = await (door ??= learn().catch((error: unknown) => {
        door = undefined;
        throw error;
      }));
      if (at.kind === 'open') return undefined;
      if (at.kind === 'basic') {
        const credential = await who(repository);
        return credential?.kind === 'password' ? basic(credential) : undefined;
      }
      const key = scopes.join(' ');
      for (;;) {
        const fetching = tokens.get(key) ?? begin(key, () => fetchToken(scopes, repository, at));
        const token = await fetching;
        if (token.until > clock.now()) return token.header;
        if (tokens.get(key) === fetching) tokens.delete(key);
      }
    },
    async refused(header, challenge) {
      if (challenge !== '') door = Promise.resolve(doorOf(challenge, settings));
      for (const [key, fetching] of [...tokens]) {
        const token = await fetching.catch(() => undefined);
        if (token?.header === header && tokens.get(key) === fetching) tokens.delete(key);
      }
      return header === undefined ? challenge !== '' : header.startsWith('Bearer ');
    },
  };
}

function doorOf(header: string, { scheme, host }: AuthorizationSettings): Door {
  const challenges = parseChallenges(header);
  const bearer = challenges.find((one) => one.scheme === 'bearer');
  const { realm, service } = bearer?.parameters ?? {};
  if (realm !== undefined) {
    if (!URL.canParse(realm))
      throw new RegistryError('malformed', `${host} names no address as its token service: ${realm}`, { host });
    const url = new URL(realm);
    if (url.protocol !== 'https:' && scheme === 'https')
      throw new RegistryError('refused', `${host} wants credentials without encryption, at ${realm}`, { host });
    return { kind: 'bearer', realm: url, service };
  }
  return challenges.some((one) => one.scheme === 'basic') ? { kind: 'basic' } : { kind: 'open' };
}

const basic = ({ user, password }: Extract<Credential, { kind: 'password' }>): string =>
  `Basic ${Buffer.from(`${user}:${password.reveal()}`).toString('base64')}`;

const refusal = (host: string, realm: URL, known: boolean): RegistryError =>
  new RegistryError(
    'unauthorized',
    known
      ? `${realm.host} does not take the credentials for ${host}`
      : `there are no credentials for ${host}, and ${realm.host} gives nobody a token`,
    { host },
  );
