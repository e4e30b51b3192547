import { type Clock } from '@aro-rp/time';
import { jwtVerify, SignJWT } from 'jose';
import { type RegistryPrincipal } from '../registry.ts';
import { type Scope } from '../model/scopes.ts';

/** What a bearer token of the registry opens. */
export interface Grant {
  access: Scope[];
}

/** Tokens that the registry makes for itself: nobody else reads them. Times are the clock's. */
export interface RegistryTokens {
  grant(registry: string, grant: Grant): Promise<string>;
  /** @returns undefined when it is not one of this registry's, or has ended */
  readGrant(registry: string, token: string): Promise<Grant | undefined>;
  /** Stands for the principal, as a password of {@link anybody}. */
  refresh(registry: string, principal: RegistryPrincipal): Promise<string>;
  readRefresh(registry: string, token: string): Promise<RegistryPrincipal | undefined>;
}

/** The user name that goes with a refresh token (Azure Container Registry, "Authenticate with a registry"). */
export const anybody = '00000000-0000-0000-0000-000000000000';

const lifetimes = { access: 3_600, refresh: 3 * 3_600 };

export function createRegistryTokens(secret: Buffer, clock: Clock): RegistryTokens {
  const issue = (kind: keyof typeof lifetimes, registry: string, claims: object): Promise<string> => {
    const now = Math.floor(clock.now() / 1_000);
    return new SignJWT({ ...claims, kind, aud: registry, iat: now, exp: now + lifetimes[kind] })
      .setProtectedHeader({ typ: 'JWT', alg: 'HS256' })
      .sign(secret);
  };
  const read = async (kind: keyof typeof lifetimes, registry: string, token: string): Promise<unknown> => {
    try {
      const now = new Date(clock.now());
      const { payload } = await jwtVerify(token, secret, {
        algorithms: ['HS256'],
        audience: registry,
        currentDate: now,
      });
      return payload['kind'] === kind ? payload : undefined;
    } catch {
      return undefined;
    }
  };
  return {
    grant: (registry, grant) => issue('access', registry, grant),
    readGrant: async (registry, token) => (await read('access', registry, token)) as Grant | undefined,
    refresh: (registry, { oid, tid }) => issue('refresh', registry, { oid, tid }),
    readRefresh: async (registry, token) => (await read('refresh', registry, token)) as RegistryPrincipal | undefined,
  };
}
