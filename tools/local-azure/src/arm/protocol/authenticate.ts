import { type Claims, type TokenFault, type TokenVerifier } from '../../host/context.ts';
import { ArmError } from '../model/errors.ts';
import { type Subscription } from '../model/subscriptions.ts';

const publicAudiences = ['https://management.azure.com', 'https://management.core.windows.net'];

export interface Authenticator {
  /** @throws ArmError 401 with `WWW-Authenticate` */
  authenticate(authorization: string | undefined): Promise<Claims>;
  /** @throws ArmError 401 when the caller's token is of another tenant than the subscription */
  requireTenant(caller: Claims, subscription: Subscription): void;
}

/**
 * @param ownOrigins scheme, host and port of this service; tokens for them are good, with a trailing slash or without
 * @param authority where a token is to be had; ends without a slash
 */
export function createAuthenticator(
  tokens: TokenVerifier,
  ownOrigins: readonly string[],
  tenantId: string,
  authority: string,
): Authenticator {
  const audiences = [...ownOrigins, ...publicAudiences];

  const refuse = (code: string, message: string): ArmError =>
    new ArmError(401, code, message, {
      headers: {
        'WWW-Authenticate': `Bearer authorization_uri="${authority}/${tenantId}", error="invalid_token", error_description="${message.replaceAll('"', "'")}"`,
      },
    });

  const words: Record<TokenFault, () => ArmError> = {
    missing: () => refuse('AuthenticationFailed', "Authentication failed. The 'Authorization' header is missing."),
    malformed: () => refuse('InvalidAuthenticationToken', 'The access token is invalid.'),
    signature: () =>
      refuse('InvalidAuthenticationToken', 'The access token validation failure: the signature is invalid.'),
    issuer: () =>
      refuse('InvalidAuthenticationToken', 'The access token is from an issuer that this service does not know.'),
    expired: () =>
      refuse('ExpiredAuthenticationToken', 'The access token expiry UTC time is earlier than current UTC time.'),
    audience: () =>
      refuse(
        'InvalidAuthenticationTokenAudience',
        `The access token has been obtained for wrong audience or resource. It should exactly match with one of the allowed audiences '${audiences.map((one) => `${one}/`).join("','")}'.`,
      ),
  };

  return {
    async authenticate(authorization) {
      if (authorization === undefined || authorization === '') throw words.missing();
      const match = /^Bearer +(\S+)$/i.exec(authorization);
      if (!match)
        throw refuse(
          'AuthenticationFailedInvalidHeader',
          "Authentication failed. The 'Authorization' header is provided in an invalid format.",
        );
      const result = await tokens.verify(match[1] ?? '', audiences);
      if ('fault' in result) throw words[result.fault]();
      return result.claims;
    },
    requireTenant(caller, subscription) {
      if (caller.tid.toLowerCase() === subscription.tenantId.toLowerCase()) return;
      throw refuse(
        'InvalidAuthenticationTokenTenant',
        `The access token is from the wrong issuer '${caller.iss}'. It must match the tenant '${subscription.tenantId}' associated with this subscription. Please use the authority (URL) '${authority}/${subscription.tenantId}' to get the token. Note, if the subscription is transferred to another tenant there is no impact to the services, but information about new tenant could take time to propagate (up to an hour). If you just transferred your subscription and see this error message, please try back later.`,
      );
    },
  };
}
