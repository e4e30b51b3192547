import { type IncomingMessage, type ServerResponse } from 'node:http';
import { sendText } from './exchange.ts';

export interface Credentials {
  user: string;
  password: string;
}

/** What the request's Basic authentication says (RFC 7617). */
export function basicOf(request: IncomingMessage): Credentials | undefined {
  const [, encoded] = /^basic +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  const [, user, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString('utf8')) ?? [];
  return user === undefined || password === undefined ? undefined : { user, password };
}

/** A browser that follows somebody's link sends no such header, so it's never asked for a password on its behalf. */
const isAware = (request: IncomingMessage): boolean => (request.headers['x-csrf-token'] ?? '') !== '';

/** The credentials that a challenged client shows; undefined without `X-CSRF-Token`. */
export const challengedCredentials = (request: IncomingMessage): Credentials | undefined =>
  isAware(request) ? basicOf(request) : undefined;

/** 401 that asks for Basic authentication, or says that `X-CSRF-Token` is missing, as OpenShift does. */
export function sendChallenge(request: IncomingMessage, response: ServerResponse): void {
  if (isAware(request)) response.setHeader('WWW-Authenticate', 'Basic realm="openshift"');
  else
    response.setHeader(
      'Warning',
      '199 OpenShift "A non-empty X-CSRF-Token header is required to receive basic-auth challenges"',
    );
  sendText(response, 401, 'Unauthorized\n');
}
