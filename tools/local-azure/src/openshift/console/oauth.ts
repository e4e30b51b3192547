import { type ServerResponse } from 'node:http';
import { type Clock, hours } from '@aro-rp/time';
import { sendJson } from '../../host/body.ts';
import { readAuthorizationRequest } from './authorization-request.ts';
import { basicOf, challengedCredentials, type Credentials, sendChallenge } from './challenge.ts';
import { clientsOf } from './clients.ts';
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

  const login = async ({ user, password }: Credentials): Promise<string | undefined> => {
    if (!(await checkPassword(user, password))) return undefined;
    return user === 'kubeadmin' ? 'kube:admin' : user;
  };

  const authorize: Respond = async (request, response, url) => {
    const asked = readAuthorizationRequest(url.searchParams, clients);
    if ('error' in asked) return refuse(response, asked.error, asked.description);
    const { client, kind, challenge, state } = asked;
    const shown = client.isChallenged ? challengedCredentials(request) : undefined;
    const user = client.isChallenged ? shown && (await login(shown)) : sessions.look(cookieOf(request, cookie));
    if (user === undefined) {
      if (client.isChallenged) return sendChallenge(request, response);
      return redirect(response, 302, `/login?${new URLSearchParams({ then: url.pathname + url.search })}`);
    }
    const echoed: Record<string, string> = state === undefined ? {} : { state };
    if (kind === 'token') {
      const answer = new URLSearchParams({ ...tokenAnswer(await issueToken(user)), ...echoed });
      return redirect(response, 302, `${client.redirectUri}#${answer}`);
    }
    const { id: clientId, redirectUri } = client;
    const code = codes.issue({ user, clientId, redirectUri, ...(challenge === undefined ? {} : { challenge }) });
    redirect(response, 302, `${redirectUri}?${new URLSearchParams({ code, ...echoed })}`);
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
    const user = await login({ user: form.get('username') ?? '', password: form.get('password') ?? '' });
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

/** A path on this host; `//host` and `/\host` are others. */
const isLocal = (then: string): boolean => /^\/(?![/\\])/.test(then) && !/\s/.test(then);
