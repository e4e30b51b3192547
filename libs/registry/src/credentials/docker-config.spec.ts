import { type Credential, dockerConfig, firstOf, RegistryError, userAndPassword } from '../index.ts';

const encoded = (text: string) => Buffer.from(text).toString('base64');
const ask = (source: ReturnType<typeof dockerConfig>, host: string, repository?: string) =>
  source.for({
    host,
    repository,
    signal: new AbortController().signal,
    post: () => Promise.reject(new Error('not asked')),
  });
const shown = (credential: Credential | undefined) =>
  credential?.kind === 'password' ? `${credential.user}:${credential.password.reveal()}` : credential?.token.reveal();

describe('A docker configuration', () => {
  const config = dockerConfig(
    JSON.stringify({
      auths: {
        'quay.io': { auth: encoded('anyone:pass:word') },
        'quay.io/openshift-release-dev': { auth: encoded('release:1') },
        'quay.io/openshift-release-dev/ocp-v4.0-art-dev': { username: 'art', password: '2' },
        'https://registry.example:5000/v2/': { auth: encoded('five:thousand') },
        'https://index.docker.io/v1/': { auth: encoded('hub:3') },
        'identity.example': { identitytoken: 'refresh' },
        'bearer.example': { registrytoken: 'bearer' },
        'helped.example': {},
      },
      credHelpers: { 'helped.example': 'pass' },
    }),
  );

  it.each([
    ['quay.io', 'other/image', 'anyone:pass:word'],
    ['quay.io', undefined, 'anyone:pass:word'],
    ['quay.io', 'openshift-release-dev/ocp-release', 'release:1'],
    ['quay.io', 'openshift-release-dev-too/x', 'anyone:pass:word'],
    ['quay.io', 'openshift-release-dev/ocp-v4.0-art-dev', 'art:2'],
    ['registry.example:5000', 'a/b', 'five:thousand'],
    ['registry.example', 'a/b', undefined],
    ['docker.io', 'library/nginx', 'hub:3'],
    ['registry-1.docker.io', 'library/nginx', 'hub:3'],
    ['identity.example', 'a', 'refresh'],
    ['bearer.example', 'a', 'bearer'],
  ])('has for %s and %s what fits best', async (host, repository, expected) => {
    expect(shown(await ask(config, host, repository))).toBe(expected);
  });

  it('says that it leaves a registry to a helper, which is not run', async () => {
    await expect(ask(config, 'helped.example')).rejects.toThrow('credential helper');
  });

  it.each([
    '{',
    '[]',
    '{"auths": []}',
    '{"auths": {"x": 5}}',
    JSON.stringify({ auths: { 'x.example': { auth: encoded('hunter2') } } }),
  ])('is refused when it is %s, without a word of what is in it', (text) => {
    const open = () => dockerConfig(text, 'the pull secret');

    expect(open).toThrow(RegistryError);
    expect(open).toThrow(/^the pull secret/);
    expect(open).not.toThrow(/hunter2|aHVudGVyMg/);
  });

  it('comes before other sources only for what it knows', async () => {
    const source = firstOf(config, userAndPassword('other', 'secret'));

    expect(shown(await ask(source, 'quay.io'))).toBe('anyone:pass:word');
    expect(shown(await ask(source, 'elsewhere.example'))).toBe('other:secret');
  });
});
