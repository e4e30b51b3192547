import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Clock, hours } from '@aro-rp/time';
import { sendJson } from '../../host/body.ts';
import { type Client, clientsOf } from './clients.ts';
import { type Codes } from './codes.ts';
import { cookieOf, readForm, redirect, type Respond, sendPage, sendText, setCookie } from './exchange.ts';
import { consoleHost, oauthHost, oauthMetadata } from './hosts.ts';
import { loginPage } from './pages.ts';
import { createTickets } from './tickets.ts';

export interface OAuthOptions {
  domain: string;
  clock: Clock;
  /** Says whether a user name and password belong together. */
  checkPassword(user: string, password: string): Promise<boolean>;
  /** Makes an access token of {@link tokenLifetime} for a user as the Kubernetes API names them. */
  issueToken(user: string): string | Promise<string>;
}

export const tokenLifetime = hours(24);
const seconds = tokenLifetime / 1_000;
const cookie = 'ssn';

/**
 * The cluster's OAuth server. Browsers log in at `/login` and have a session; `oc login` shows its password with each
 * request (RFC 6749 with Basic authentication, as OpenShift's `openshift-challenging-client`). `kubeadmin` is the user
 * `kube:admin`.
 */
export function createOAuth({ domain, clock, checkPassword, issueToken }: OAuthOptions, codes: Codes): Respond {
  const sessions = createTickets<string>(clock, tokenLifetime);
  const clients = clientsOf(domain);
  const consoleUrl = `https://${consoleHost(domain)}/`;

  const login = async (user: string, password: string): Promise<string | undefined> => {
    if (!(await checkPassword(user, password))) return undefined;
    return user === 'kubeadmin' ? 'kube:admin' : user;
  };

  const authorize: Respond = async (request, response, url) => {
    const asked = url.searchParams;
    const client = clients.find(({ id }) => id === asked.get('client_id'));
    if (!client) return refuse(response, 'unauthorized_client', 'There is no such client.');
    if ((asked.get('redirect_uri') ?? client.redirectUri) !== client.redirectUri)
      return refuse(response, 'invalid_request', 'The redirect_uri is not registered for this client.');
    const kind = asked.get('response_type') ?? '';
    if (!['code', ...(client.isPublic ? ['token'] : [])].includes(kind))
      return refuse(response, 'unsupported_response_type', `The response_type is not supported: '${kind}'.`);
    const method = asked.get('code_challenge_method') ?? 'plain';
    if (method !== 'plain' && method !== 'S256')
      return refuse(response, 'invalid_request', 'The code_challenge_method is neither plain nor S256.');

    const user = client.isChallenged ? await challenged(request, login) : sessions.look(cookieOf(request, cookie));
    if (user === undefined)
      return client.isChallenged
        ? challenge(request, response)
        : redirect(response, 302, `/login?${new URLSearchParams({ then: url.pathname + url.search })}`);
    const state = asked.get('state');
    const echoed: Record<string, string> = state === null ? {} : { state };
    if (kind === 'token') {
      const answer = { ...tokenAnswer(await issueToken(user)), ...echoed };
      return redirect(response, 302, `${client.redirectUri}#${new URLSearchParams(answer)}`);
    }
    const value = asked.get('code_challenge');
    const code = codes.issue({
      user,
      clientId: client.id,
      redirectUri: client.redirectUri,
      ...(value === null ? {} : { challenge: { method, value } }),
    });
    redirect(response, 302, `${client.redirectUri}?${new URLSearchParams({ code, ...echoed })}`);
  };

  const token: Respond = async (request, response) => {
    const form = await readForm(request);
    if (form.get('grant_type') !== 'authorization_code')
      return refuse(response, 'unsupported_grant_type', 'The grant_type is not supported.');
    const clientId = basicOf(request)?.user ?? form.get('client_id');
    const client = clients.find(({ id, isPublic }) => isPublic && id === clientId);
    if (!client) return refuse(response, 'unauthorized_client', 'There is no such client without a secret.');
    const verifier = form.get('code_verifier');
    const user = codes.redeem({
      code: form.get('code') ?? '',
      clientId: client.id,
      redirectUri: form.get('redirect_uri') ?? client.redirectUri,
      ...(verifier === null ? {} : { verifier }),
    });
    if (user === undefined)
      return refuse(response, 'invalid_grant', 'The code is spent, expired or not of this client.');
    const { expires_in: _text, ...answer } = tokenAnswer(await issueToken(user));
    sendJson(response, 200, { ...answer, expires_in: seconds });
  };

  const postLogin: Respond = async (request, response) => {
    const form = await readForm(request);
    const then = form.get('then') ?? '';
    const user = await login(form.get('username') ?? '', form.get('password') ?? '');
    if (user === undefined) {
      const page = loginPage(then, 'Invalid login or password. Please try again.');
      return sendPage(response, 401, page, domain);
    }
    setCookie(response, cookie, sessions.issue(user));
    redirect(response, 302, isLocal(then) ? then : consoleUrl);
  };

  const logout: Respond = (request, response) => {
    sessions.take(cookieOf(request, cookie));
    setCookie(response, cookie, '');
    redirect(response, 303, consoleUrl);
  };

  const routes: Record<string, Respond> = {
    'GET /': (_request, response) => redirect(response, 302, consoleUrl),
    'GET /healthz': (_request, response) => sendText(response, 200, 'ok'),
    'GET /.well-known/oauth-authorization-server': (_request, response) =>
      sendJson(response, 200, oauthMetadata(domain)),
    'GET /login': (_request, response, url) =>
      sendPage(response, 200, loginPage(url.searchParams.get('then') ?? ''), domain),
    'POST /login': postLogin,
    'POST /logout': logout,
    'GET /oauth/authorize': authorize,
    'POST /oauth/authorize': authorize,
    'POST /oauth/token': token,
    'GET /oauth/token/implicit': (_request, response) =>
      sendText(response, 200, 'The access token is in the fragment of this page’s address.\n'),
  };
  return (request, response, url) => {
    const found = routes[`${request.method === 'HEAD' ? 'GET' : request.method} ${url.pathname}`];
    return found ? found(request, response, url) : sendText(response, 404, `${oauthHost(domain)} has no such page.\n`);
  };
}

const tokenAnswer = (token: string) => ({
  access_token: token,
  expires_in: String(seconds),
  scope: 'user:full',
  token_type: 'Bearer',
});

/** RFC 6749 5.2. */
function refuse(response: ServerResponse, error: string, description: string): void {
  sendJson(response, 400, { error, error_description: description });
}

/** A browser that follows somebody's link sends no such header, so it's never asked for a password on its behalf. */
const isAware = (request: IncomingMessage): boolean => (request.headers['x-csrf-token'] ?? '') !== '';

async function challenged(
  request: IncomingMessage,
  login: (user: string, password: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  const given = basicOf(request);
  return given && isAware(request) ? login(given.user, given.password) : undefined;
}

function challenge(request: IncomingMessage, response: ServerResponse): void {
  if (isAware(request)) response.setHeader('WWW-Authenticate', 'Basic realm="openshift"');
  else
    response.setHeader(
      'Warning',
      '199 OpenShift "A non-empty X-CSRF-Token header is required to receive basic-auth challenges"',
    );
  sendText(response, 401, 'Unauthorized\n');
}

/** RFC 7617. */
function basicOf(request: IncomingMessage): { user: string; password: string } | undefined {
  const [, encoded] = /^basic +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  const [, user, password] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString('utf8')) ?? [];
  return user === undefined || password === undefined ? undefined : { user, password };
}

/** A path on this host; `//host` and `/\host` are others. */
const isLocal = (then: string): boolean => /^\/(?![/\\])/.test(then) && !/\s/.test(then);
