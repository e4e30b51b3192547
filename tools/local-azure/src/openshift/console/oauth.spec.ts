import { createHash, randomBytes } from 'node:crypto';
import { createFakeClock, type FakeClock } from '@aro-rp/testing';
import { minutes } from '@aro-rp/time';
import { oauthMetadata } from './hosts.ts';
import { type Asked, type ConsoleUnderTest, domain, oauthOrigin, password, startConsole } from './testing.ts';

const client = 'openshift-challenging-client';
const implicit = `${oauthOrigin}/oauth/token/implicit`;
const basic = (secret: string) => `Basic ${Buffer.from(`kubeadmin:${secret}`).toString('base64')}`;
const aware = { 'x-csrf-token': '1' };

describe('the OAuth server', () => {
  let under: ConsoleUnderTest;
  let clock: FakeClock;
  beforeEach(async () => {
    clock = createFakeClock();
    under = await startConsole(clock);
  });
  afterEach(() => under[Symbol.asyncDispose]());
  const ask = (path: string, asked?: Asked) => under.browser().ask(`${oauthOrigin}${path}`, asked);
  const authorize = (headers: Record<string, string>, query: Record<string, string> = {}) =>
    ask(`/oauth/authorize?${new URLSearchParams({ client_id: client, response_type: 'token', ...query })}`, {
      headers,
    });

  it('gives a challenged client a token in the fragment', async () => {
    const answer = await authorize({ ...aware, authorization: basic(password) }, { state: 'a b' });

    const location = new URL(answer.headers.location ?? '');
    expect([answer.status, `${location.origin}${location.pathname}`]).toEqual([302, implicit]);
    expect(Object.fromEntries(new URLSearchParams(location.hash.slice(1)))).toEqual({
      access_token: 'sha256~1',
      expires_in: '86400',
      scope: 'user:full',
      token_type: 'Bearer',
      state: 'a b',
    });
    expect(under.tokens).toEqual(['kube:admin']);
  });

  it.each<[string, Record<string, string>]>([
    ['no credentials', aware],
    ['a wrong password', { ...aware, authorization: basic('guess') }],
    ['another scheme', { ...aware, authorization: 'Bearer sha256~1' }],
    ['credentials without a colon', { ...aware, authorization: 'Basic a3ViZWFkbWlu' }],
  ])('asks a challenged client with %s for its password', async (_what, headers) => {
    const answer = await authorize(headers);

    expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Basic realm="openshift"']);
    expect(under.tokens).toEqual([]);
  });

  it('never asks for a password, nor takes one, without X-CSRF-Token', async () => {
    const answer = await authorize({ authorization: basic(password) });

    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBeUndefined();
    expect(answer.headers['warning']).toContain('X-CSRF-Token');
    expect(under.tokens).toEqual([]);
  });

  it.each<[string, Record<string, string>]>([
    ['unauthorized_client', { client_id: 'mine' }],
    ['invalid_request', { redirect_uri: 'https://evil.example/' }],
    ['invalid_request', { response_type: 'code', code_challenge: 'x', code_challenge_method: 'S512' }],
    ['unsupported_response_type', { response_type: 'id_token' }],
    ['unsupported_response_type', { client_id: 'console', response_type: 'token' }],
  ])('refuses with %s: %j', async (error, query) => {
    const answer = await authorize({ ...aware, authorization: basic(password) }, query);

    expect([answer.status, JSON.parse(answer.text)]).toEqual([400, expect.objectContaining({ error })]);
  });

  describe('with a code and its proof', () => {
    const verifier = randomBytes(32).toString('base64url');
    const proof = {
      response_type: 'code',
      redirect_uri: implicit,
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    };
    const getCode = async () => {
      const { headers } = await authorize({ ...aware, authorization: basic(password) }, proof);
      return new URL(headers.location ?? '').searchParams.get('code') ?? '';
    };
    const redeem = (code: string, changes: Record<string, string> = {}) =>
      ask('/oauth/token', {
        form: {
          grant_type: 'authorization_code',
          client_id: client,
          redirect_uri: implicit,
          code,
          code_verifier: verifier,
          ...changes,
        },
      });

    it('gives a token once', async () => {
      const code = await getCode();

      const [first, second] = [await redeem(code), await redeem(code)];

      expect([first.status, JSON.parse(first.text)]).toEqual([
        200,
        { access_token: 'sha256~1', expires_in: 86_400, scope: 'user:full', token_type: 'Bearer' },
      ]);
      expect([second.status, JSON.parse(second.text)]).toEqual([
        400,
        expect.objectContaining({ error: 'invalid_grant' }),
      ]);
      expect(under.tokens).toEqual(['kube:admin']);
    });

    it.each<Record<string, string>>([
      { code_verifier: 'another' },
      { code_verifier: '' },
      { redirect_uri: 'https://evil.example/' },
      { client_id: 'console' },
      { grant_type: 'password' },
    ])('gives none to %j', async (changes) => {
      const answer = await redeem(await getCode(), changes);

      expect(answer.status).toBe(400);
      expect(under.tokens).toEqual([]);
    });

    it('gives none after five minutes', async () => {
      const code = await getCode();

      await clock.advance(minutes(5));

      expect((await redeem(code)).status).toBe(400);
    });
  });

  it('tells where it is, as the Kubernetes API does', async () => {
    const { text } = await ask('/.well-known/oauth-authorization-server');

    expect(JSON.parse(text)).toEqual(oauthMetadata(domain));
    expect(oauthMetadata(domain)).toMatchObject({
      issuer: 'https://oauth-openshift.apps.demo.example.com',
      authorization_endpoint: 'https://oauth-openshift.apps.demo.example.com/oauth/authorize',
    });
  });
});
