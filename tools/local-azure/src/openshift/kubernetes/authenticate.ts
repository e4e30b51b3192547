import { createHash } from 'node:crypto';
import { type IncomingMessage } from 'node:http';
import { type TLSSocket } from 'node:tls';
import { requireKind } from './kinds.ts';
import { textAt } from './object.ts';
import { type Objects } from './objects.ts';
import { refusals } from './status.ts';

export interface User {
  name: string;
  groups: string[];
}

const accessToken = requireKind('oauth.openshift.io/v1', 'OAuthAccessToken');

/** The name of the object that holds an access token: its hash, so that reading objects gives no token away. */
export const tokenName = (token: string): string =>
  `sha256~${createHash('sha256')
    .update(token.replace(/^sha256~/, ''))
    .digest('base64url')}`;

/**
 * Who calls: the subject of a client certificate that the admin kubeconfig's signer signed (CN is the user, each O a
 * group), or the user of an OAuth access token; `system:anonymous` without either.
 * @throws ApiError 401 when a certificate or token is given and is no good
 */
export function authenticate(request: IncomingMessage, objects: Objects, now: number): User {
  const socket = request.socket as TLSSocket;
  const certificate = socket.getPeerCertificate();
  if (Object.keys(certificate).length > 0) {
    if (!socket.authorized) throw refusals.unauthorized();
    const { CN, O } = certificate.subject as { CN?: string | string[]; O?: string | string[] };
    return { name: [CN ?? ''].flat()[0] ?? '', groups: [...[O ?? []].flat(), 'system:authenticated'] };
  }
  const [scheme = '', token = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme === '') return { name: 'system:anonymous', groups: ['system:unauthenticated'] };
  const found = scheme.toLowerCase() === 'bearer' ? objects.get(accessToken, undefined, tokenName(token)) : undefined;
  const created = Date.parse(found?.metadata.creationTimestamp ?? '');
  if (!found || now >= created + Number(found['expiresIn'] ?? 0) * 1_000) throw refusals.unauthorized();
  return { name: textAt(found, 'userName'), groups: ['system:cluster-admins', 'system:authenticated'] };
}

/** What everybody may read (the roles `system:public-info-viewer` and `system:discovery`). */
const open = /^\/(healthz|livez|readyz|version|\.well-known\/oauth-authorization-server)(\/|$)/;

/** Those who may do everything: by group, by the cluster's own admin, and by the first administrator's login. */
export function authorize(user: User, verb: string, path: string): void {
  if (user.groups.includes('system:masters') || ['system:admin', 'kube:admin'].includes(user.name)) return;
  if (open.test(path)) return;
  throw refusals.forbidden(user.name, verb, path);
}
