import { createFakeClock, type FakeClock } from '@aro-rp/testing';
import { hours, minutes } from '@aro-rp/time';
import {
  type Answer,
  type Browser,
  consoleOrigin,
  type ConsoleUnderTest,
  oauthOrigin,
  password,
  startConsole,
} from './testing.ts';

const right = { username: 'kubeadmin', password };
const wrong = { username: 'kubeadmin', password: 'guess' };

describe('the web console', () => {
  let under: ConsoleUnderTest;
  let clock: FakeClock;
  let browser: Browser;
  beforeEach(async () => {
    clock = createFakeClock();
    under = await startConsole(clock);
    browser = under.browser();
  });
  afterEach(() => under[Symbol.asyncDispose]());
  const whereTo = (answer: Answer, from: string): string => new URL(answer.headers.location ?? '', from).href;

  /** From the console to the login page; its address, and that of what it shall lead back to. */
  async function reachLogin(): Promise<{ page: string; then: string }> {
    const authorize = whereTo(await browser.ask(`${consoleOrigin}/`), consoleOrigin);
    const page = whereTo(await browser.ask(authorize), authorize);
    return { page, then: new URL(page).searchParams.get('then') ?? '' };
  }

  /** All the way to the console's callback, which is not asked yet. */
  async function logIn(): Promise<string> {
    const { page, then } = await reachLogin();
    const authorized = await browser.ask(page, { form: { ...right, then } });
    const authorize = whereTo(authorized, page);
    return whereTo(await browser.ask(authorize), authorize);
  }

  it('sends a stranger to the login of its cluster', async () => {
    const answer = await browser.ask(`${consoleOrigin}/`);

    const { origin, pathname, searchParams } = new URL(answer.headers.location ?? '');
    expect([answer.status, origin, pathname]).toEqual([302, oauthOrigin, '/oauth/authorize']);
    expect(Object.fromEntries(searchParams)).toMatchObject({
      client_id: 'console',
      response_type: 'code',
      redirect_uri: `${consoleOrigin}/auth/callback`,
    });
  });

  it('shows a login form that loads nothing from elsewhere', async () => {
    const { page } = await reachLogin();

    const { status, text, headers } = await browser.ask(page);

    expect(status).toBe(200);
    expect(text).toContain('<form method="post" action="/login">');
    expect(text).not.toMatch(/<script|<link|<img|src=/);
    expect(headers['content-security-policy']).toContain("default-src 'none'");
  });

  it('answers the right password with 302 and a cookie that scripts cannot read', async () => {
    const answer = await browser.ask(`${oauthOrigin}/login`, { form: right });

    expect([answer.status, answer.headers.location]).toEqual([302, `${consoleOrigin}/`]);
    expect(answer.headers['set-cookie']).toEqual([
      expect.stringMatching(/^ssn=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Lax$/),
    ]);
  });

  it.each([wrong, { username: 'admin', password }, { username: 'kubeadmin' }, {}])(
    'answers %j with 401, the form and a message, and no cookie',
    async (form) => {
      const answer = await browser.ask(`${oauthOrigin}/login`, { form: { then: '/oauth/authorize?a=b', ...form } });

      expect(answer.status).toBe(401);
      expect(answer.text).toContain('Invalid login or password.');
      expect(answer.text).toContain('value="/oauth/authorize?a=b"');
      expect(answer.headers['set-cookie']).toBeUndefined();
    },
  );

  it('shows the cluster to somebody who has logged in', async () => {
    const callback = await logIn();

    const answer = await browser.ask(callback);

    expect([answer.status, answer.headers.location]).toEqual([303, '/']);
    const { status, text } = await browser.ask(`${consoleOrigin}/`);
    expect(status).toBe(200);
    expect(text).toContain('<h1>demo.example.com</h1>');
    expect(text).toContain('Signed in as kube:admin');
    expect(text).toContain('OpenShift 4.16.30');
    expect(text).toContain('demo-&#60;x&#62;-master-0');
  });

  it('takes a code once, and only from the browser that began', async () => {
    const callback = await logIn();

    expect((await under.browser().ask(callback)).status).toBe(403);
    expect((await browser.ask(callback)).status).toBe(303);
    expect((await browser.ask(callback)).status).toBe(403);
  });

  it('takes no code after five minutes', async () => {
    const callback = await logIn();

    await clock.advance(minutes(5));

    const { status, text } = await browser.ask(callback);
    expect([status, text]).toEqual([403, 'The code is spent or expired.\n']);
  });

  it('lets nobody in again after they have logged out', async () => {
    await browser.ask(await logIn());

    const atConsole = await browser.ask(`${consoleOrigin}/logout`, { form: {} });
    expect([atConsole.status, atConsole.headers.location]).toEqual([307, `${oauthOrigin}/logout`]);
    expect((await browser.ask(`${oauthOrigin}/logout`, { form: {} })).status).toBe(303);

    const { page } = await reachLogin();
    expect(new URL(page).pathname).toBe('/login');
  });

  it('asks for the password again after a day', async () => {
    await browser.ask(await logIn());

    await clock.advance(hours(24));

    expect((await browser.ask(`${consoleOrigin}/`)).status).toBe(302);
  });

  it.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', '/\t/evil.example'])(
    'leads to the console and not to %j after the login',
    async (then) => {
      const answer = await browser.ask(`${oauthOrigin}/login`, { form: { ...right, then } });

      expect(answer.headers.location).toBe(`${consoleOrigin}/`);
    },
  );

  it('escapes what the address of the login page brings', async () => {
    const then = '/"><script>alert(1)</script>';

    const { text } = await browser.ask(`${oauthOrigin}/login?${new URLSearchParams({ then })}`);

    expect(text).not.toContain('<script>');
    expect(text).toContain('&#34;&#62;&#60;script&#62;');
  });

  it.each([
    [`${consoleOrigin}/healthz`, 200, 'ok'],
    [`${oauthOrigin}/healthz`, 200, 'ok'],
    [`${consoleOrigin}/nothing`, 404, 'no such page'],
    [`${oauthOrigin}/nothing`, 404, 'no such page'],
    ['https://downloads.apps.demo.example.com/', 503, 'Application is not available'],
  ])('answers %s with %i', async (url, status, text) => {
    const answer = await browser.ask(url);

    expect([answer.status, answer.text]).toEqual([status, expect.stringContaining(text)]);
  });

  it('refuses a form that is too large', async () => {
    const answer = await browser.ask(`${oauthOrigin}/login`, { form: { ...right, then: 'x'.repeat(20_000) } });

    expect(answer.status).toBe(413);
  });
});
