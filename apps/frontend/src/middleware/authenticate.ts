import { errors } from '@aro-rp/api';
import { type RequestHandler } from 'express';
import { callOf } from '../http/call.ts';
import { parameter } from '../http/query.ts';
import { type Authorizer } from '../tls/authorizer.ts';
import { clientCertificate } from '../tls/client-certificate.ts';

/**
 * Lets ARM through, and administrators where the path or the api-version is theirs; nobody is both. 403 is used for
 * nothing else (ARM RPC "resource-api").
 */
export function authenticate(authorizers: { arm: Authorizer; admin: Authorizer }): RequestHandler {
  return (request, _response, next) => {
    const call = callOf(request);
    const isForAdmins =
      /^\/admin(\/|$)/i.test(call.path) || parameter(call.query, 'api-version')?.toLowerCase() === 'admin';
    const authorizer = isForAdmins ? authorizers.admin : authorizers.arm;
    if (!authorizer.isAuthorized(clientCertificate(request))) throw errors.forbidden();
    next();
  };
}
