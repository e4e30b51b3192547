import { Secret } from '@aro-rp/telemetry';
import { type Clock, hours, minutes } from '@aro-rp/time';
import { RegistryError } from '../errors.ts';
import { type CredentialQuestion, type Credentials } from './credentials.ts';

/** Gives a token of Entra ID, as every credential of `@azure/identity` does. */
export interface TokenProvider {
  getToken(
    scope: string,
    options?: { abortSignal?: AbortSignal },
  ): Promise<{ token: string; expiresOnTimestamp: number } | null>;
}

export interface AzureRegistryOptions {
  /** The service's managed identity. */
  provider: TokenProvider;
  clock: Clock;
  /** Of the registry; the registry knows it unless told. */
  tenantId?: string;
  /** `https://containerregistry.azure.net/.default` unless told. */
  scope?: string;
}

/** A refresh token lives three hours (Azure Container Registry, "Authentication overview"), and is renewed before. */
const lifetime = hours(3) - minutes(15);

/**
 * A registry of Azure Container Registry, entered with a managed identity: its token is exchanged at `/oauth2/exchange` of
 * the registry for a refresh token, which is kept until shortly before its end.
 */
export function azureRegistry({ provider, clock, tenantId, scope }: AzureRegistryOptions): Credentials {
  const kept = new Map<string, Promise<{ token: Secret; until: number }>>();

  const exchange = async ({ host, signal, post }: CredentialQuestion) => {
    const fail = (why: string, cause?: unknown) =>
      new RegistryError('unauthorized', `${host}: ${why}`, { host }, { cause });
    const wanted = scope ?? 'https://containerregistry.azure.net/.default';
    const given = await provider.getToken(wanted, { abortSignal: signal }).catch((error: unknown) => {
      signal.throwIfAborted();
      throw fail(`the managed identity has no token for ${wanted}: ${(error as Error).message}`, error);
    });
    if (!given) throw fail(`the managed identity has no token for ${wanted}`);
    const { status, json } = await post(new URL(`https://${host}/oauth2/exchange`), {
      grant_type: 'access_token',
      service: host,
      ...(tenantId !== undefined && { tenant: tenantId }),
      access_token: given.token,
    });
    const { refresh_token: token } = (json ?? {}) as { refresh_token?: unknown };
    if (typeof token !== 'string' || token === '')
      throw fail(
        `it answered ${status} to the token of the managed identity; the identity needs a role at the registry`,
      );
    return { token: new Secret(token), until: clock.now() + lifetime };
  };

  return {
    async for(question) {
      const { host } = question;
      for (;;) {
        const fetching = kept.get(host) ?? exchange(question);
        kept.set(host, fetching);
        const { token, until } = await fetching.catch((error: unknown) => {
          if (kept.get(host) === fetching) kept.delete(host);
          throw error;
        });
        if (until > clock.now()) return { kind: 'identity', token };
        if (kept.get(host) === fetching) kept.delete(host);
      }
    },
    forget: (host) => void kept.delete(host),
  };
}
