import { type TokenCredential } from '@azure/core-auth';
import { type SendJson } from './arm-request.ts';
import { type Call, type CallOptions } from './call.ts';

/** Microsoft Graph v1.0, of the identity's own tenant. */
export interface Graph {
  /** @returns the object id of the application's service principal; undefined when the tenant has none */
  servicePrincipalId(clientId: string, options: CallOptions): Promise<string | undefined>;
  /** The application permissions of Graph that the identity's own token carries (access tokens, claim `roles`). */
  grantedRoles(options: CallOptions): Promise<string[]>;
}

/** @param endpoint the root above `/v1.0`, without a slash at its end */
export function createGraph(
  endpoint: string,
  send: () => SendJson,
  call: Call,
  credential: () => TokenCredential,
): Graph {
  return {
    async servicePrincipalId(clientId, options) {
      const query = new URLSearchParams({ $filter: `appId eq '${clientId}'`, $select: 'id' });
      const url = `${endpoint}/v1.0/servicePrincipals?${query.toString()}`;
      const { body } = await call('Graph service principal GET', options, (outgoing) =>
        send()({ method: 'GET', url }, outgoing),
      );
      const [found] = (body?.['value'] ?? []) as { id?: string }[];
      return found?.id;
    },

    async grantedRoles(options) {
      const token = await call('Graph token', options, ({ abortSignal }) =>
        credential().getToken(`${endpoint}/.default`, { abortSignal }),
      );
      return rolesOf(token?.token ?? '');
    },
  };
}

/** The token is Graph's to verify; what it says of us is read here only. */
function rolesOf(token: string): string[] {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { roles?: unknown };
    return Array.isArray(claims.roles) ? claims.roles.map(String) : [];
  } catch {
    return [];
  }
}
