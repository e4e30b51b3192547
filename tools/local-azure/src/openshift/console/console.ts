import { randomBytes } from 'node:crypto';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { BodyTooLarge } from '../../host/body.ts';
import { type Codes, createCodes } from './codes.ts';
import { cookieOf, redirect, type Respond, sendPage, sendText, setCookie } from './exchange.ts';
import { consoleHost, oauthHost } from './hosts.ts';
import { createOAuth, type OAuthOptions, tokenLifetime } from './oauth.ts';
import { consolePage, type Overview } from './pages.ts';
import { createTickets } from './tickets.ts';

export interface ConsoleOptions extends OAuthOptions {
  /** Asked for each page. */
  overview?(): Overview;
}

const sessionCookie = 'openshift-session-token';
const stateCookie = 'login-state';

/**
 * What answers behind the ingress of a cluster: the web console and the login. Another host gets 503, as from a router
 * without such a route. Sessions end with the process, and after 24 hours.
 */
export function createConsole(options: ConsoleOptions) {
  const codes = createCodes(options.clock);
  const hosts: Record<string, Respond> = {
    [consoleHost(options.domain).toLowerCase()]: createPages(options, codes),
    [oauthHost(options.domain).toLowerCase()]: createOAuth(options, codes),
  };

  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const host = (request.headers.host ?? '').toLowerCase().replace(/:\d*$/, '');
    const respond = hosts[host];
    if (!respond) return sendText(response, 503, 'Application is not available\n');
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader('Referrer-Policy', 'strict-origin-when-cross-origin');
    try {
      await respond(request, response, new URL(`https://${host}${(request.url ?? '/').replace(/^\/*/, '/')}`));
    } catch (error) {
      if (!(error instanceof BodyTooLarge)) throw error;
      sendText(response, 413, `${error.message}\n`);
    }
  };
}

/** The console is an OAuth client: it knows who somebody is from the code that they bring back from the login. */
function createPages({ domain, clock, overview }: ConsoleOptions, codes: Codes): Respond {
  const sessions = createTickets<string>(clock, tokenLifetime);
  const oauth = `https://${oauthHost(domain)}`;
  const redirectUri = `https://${consoleHost(domain)}/auth/callback`;

  const sendToLogin = (response: ServerResponse): void => {
    const state = randomBytes(16).toString('base64url');
    setCookie(response, stateCookie, state);
    const asked = { client_id: 'console', redirect_uri: redirectUri, response_type: 'code', scope: 'user:full', state };
    redirect(response, 302, `${oauth}/oauth/authorize?${new URLSearchParams(asked)}`);
  };

  const callback: Respond = (request, response, { searchParams }) => {
    const state = cookieOf(request, stateCookie);
    if (state === '' || state !== searchParams.get('state'))
      return sendText(response, 403, 'This login was not begun here.\n');
    const user = codes.redeem({ code: searchParams.get('code') ?? '', clientId: 'console', redirectUri });
    if (user === undefined) return sendText(response, 403, 'The code is spent or expired.\n');
    setCookie(response, stateCookie, '');
    setCookie(response, sessionCookie, sessions.issue(user));
    redirect(response, 303, '/');
  };

  const routes: Record<string, Respond> = {
    'GET /': (request, response) => {
      const user = sessions.look(cookieOf(request, sessionCookie));
      if (user === undefined) return sendToLogin(response);
      sendPage(response, 200, consolePage(domain, user, overview?.() ?? {}), domain);
    },
    'GET /healthz': (_request, response) => sendText(response, 200, 'ok'),
    'GET /auth/login': (_request, response) => sendToLogin(response),
    'GET /auth/callback': callback,
    'POST /logout': (request, response) => {
      sessions.take(cookieOf(request, sessionCookie));
      setCookie(response, sessionCookie, '');
      // The login has a session of its own, which would let them in again; 307 posts there, too.
      redirect(response, 307, `${oauth}/logout`);
    },
  };
  return (request, response, url) => {
    const found = routes[`${request.method === 'HEAD' ? 'GET' : request.method} ${url.pathname}`];
    return found ? found(request, response, url) : sendText(response, 404, 'The console has no such page.\n');
  };
}
