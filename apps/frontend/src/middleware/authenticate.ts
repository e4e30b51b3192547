import { type IncomingMessage } from 'node:http';
import { errors } from '@aro-rp/api';
import { type Call } from '../http/call.ts';
import { type Authorizer } from '../tls/authorizer.ts';
import { clientCertificate } from '../tls/client-certificate.ts';

const adminPath = /^\/admin(\/|$)/i;

/**
 * Lets ARM through, and administrators where the path or the api-version is theirs; nobody is both. 403 is used for
 * nothing else (ARM RPC "resource-api"). @throws CloudError 403
 */
export function authenticate(
  request: IncomingMessage,
  { path, apiVersion }: Call,
  authorizers: { arm: Authorizer; admin: Authorizer },
): void {
  const isForAdmins = adminPath.test(path) || apiVersion?.toLowerCase() === 'admin';
  const authorizer = isForAdmins ? authorizers.admin : authorizers.arm;
  if (!authorizer.isAuthorized(clientCertificate(request))) throw errors.forbidden();
}
