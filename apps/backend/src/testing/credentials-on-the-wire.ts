import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Canary } from './canary.ts';

type Learn = (canary: Canary) => void;
interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
}

/**
 * Tells of every credential that the HTTP servers of this process are shown or hand out: tokens, passwords, signatures of
 * URLs, keys. What each is called says whose it is and what for, as far as it says so itself.
 */
export function watchCredentials(learn: Learn): Disposable {
  const onRequest = (message: unknown): void => {
    const { request, response } = message as Exchange;
    const { url = '' } = request;
    for (const one of [...inHeader(request.headers.authorization), ...inUrl(url)]) learn(one);
    if (!handsOut.test(url)) return;
    const tell = (text: string) => [...inForm(text), ...inAnswer(text)].forEach((one) => learn(one));
    listenTo(request, response, tell);
  };
  subscribe('http.server.request.start', onRequest);
  return { [Symbol.dispose]: () => void unsubscribe('http.server.request.start', onRequest) };
}

/** Requests whose bodies, or whose answers' bodies, are credentials. */
const handsOut = /oauth2?\/|comp=userdelegationkey|\/generateCredentials|\/list\w*Keys|\/addPassword|\/token\b/i;

/** Bodies are told when they are whole; who reads and writes them sees nothing of it. */
function listenTo(request: IncomingMessage, response: ServerResponse, tell: (text: string) => void): void {
  const asked: Buffer[] = [];
  const push = request.push.bind(request);
  request.push = (chunk: unknown, ...more) => {
    if (chunk instanceof Uint8Array) asked.push(Buffer.from(chunk));
    else if (chunk === null) tell(Buffer.concat(asked).toString());
    return push(chunk, ...more);
  };
  const answered: Buffer[] = [];
  const keep = (chunk: unknown): void => {
    if (typeof chunk === 'string' || chunk instanceof Uint8Array) answered.push(Buffer.from(chunk as string));
  };
  const { write, end } = response;
  response.write = ((...all: Parameters<typeof write>) => {
    keep(all[0]);
    return write.apply(response, all);
  }) as typeof write;
  response.end = ((...all: Parameters<typeof end>) => {
    keep(all[0]);
    tell(Buffer.concat(answered).toString());
    return end.apply(response, all);
  }) as typeof end;
}

function inHeader(header: string | undefined): Canary[] {
  if (header === undefined) return [];
  const basic = /^Basic (.+)$/i.exec(header)?.[1];
  if (basic !== undefined) {
    const password = Buffer.from(basic, 'base64')
      .toString()
      .replace(/^[^:]*:/, '');
    return [...long('basic authorization', basic), ...tokenOr('password of a basic authorization', password)];
  }
  const bearer = /^Bearer (.+)$/i.exec(header)?.[1];
  if (bearer !== undefined) return tokenOr('bearer token', bearer);
  // Cosmos DB's own form, in which the rest is the token.
  const cosmos = /^type=aad&ver=1\.0&sig=(.+)$/.exec(decoded(header))?.[1];
  return cosmos === undefined ? [] : tokenOr('token of Cosmos DB', cosmos);
}

const inUrl = (url: string): Canary[] =>
  [...url.matchAll(/[?&](sig|access_token|refresh_token)=([^&]+)/g)].flatMap(([, name = '', value = '']) =>
    tokenOr(name === 'sig' ? 'signed URL' : name, decoded(value)),
  );

const formMembers = ['client_secret', 'client_assertion', 'assertion', 'refresh_token', 'access_token', 'password'];

function inForm(body: string): Canary[] {
  const form = new URLSearchParams(/^[\w.]+=/.test(body) ? body : '');
  return formMembers.flatMap((name) => form.getAll(name).flatMap((value) => tokenOr(name, value)));
}

function inAnswer(body: string): Canary[] {
  const members = /"(access_token|refresh_token|id_token|token|secretText|value)": ?"([^"]+)"/g;
  return [
    ...[...body.matchAll(members)].flatMap(([, name = '', value = '']) =>
      tokenOr(name === 'value' ? 'password or key that was handed out' : name, value),
    ),
    ...[...body.matchAll(/<Value>([^<]+)<\/Value>/g)].flatMap(([, key = '']) => long('user delegation key', key)),
  ];
}

/** Of a token only the signature is secret: without it, nobody takes the rest. */
function tokenOr(name: string, value: string): Canary[] {
  const [, claims, signature] = /^eyJ[\w-]+\.([\w-]+)\.([\w-]+)$/.exec(value) ?? [];
  if (claims === undefined || signature === undefined) return long(name, value);
  const read = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, string | undefined>;
  const words = [read['kind'], 'token', read['appid'] && `of ${read['appid']}`, read['aud'] && `for ${read['aud']}`];
  return long(words.filter(Boolean).join(' '), signature);
}

/** Shorter ones cannot be told from other texts. */
const long = (name: string, value: string): Canary[] => (value.length < 12 ? [] : [{ name, value }]);

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
