import { type Credentials, dockerConfig, userAndPassword } from '../index.ts';
import { azureRegistry } from '../credentials/azure-registry.ts';
import { bytesOf, putBlob, putImage, type RegistryUnderTest, startRegistry } from '../testing/index.ts';

describe('Who the client is', () => {
  let under: RegistryUnderTest;

  /** How often the registry was asked for that. */
  const watch = (path: string) => {
    const id = under.context.faults.add({ service: 'registry', path, nth: 1e6, action: { kind: 'drop' } });
    return () => under.context.faults.list().find((one) => one.id === id)?.matched ?? 0;
  };
  const identity = (onAsk: (scope: string) => void = () => undefined): Credentials =>
    azureRegistry({
      clock: under.context.clock,
      provider: {
        async getToken(scope) {
          onAsk(scope);
          const token = await under.context.token({
            audience: 'https://containerregistry.azure.net',
            objectId: 'the-mirror',
          });
          return { token, expiresOnTimestamp: Infinity };
        },
      },
    });

  beforeAll(async () => {
    under = await startRegistry();
    await putImage(under.client, 'a/b', [bytesOf(1, 1_000)], 'v1');
  });
  afterEach(() => {
    under.context.faults.clear();
    under.clock.ahead = 0;
    under.rights.mayAccess = () => true;
  });
  afterAll(() => under.close());

  it('is shown once for many requests of one kind, and again when the token ends', async () => {
    const client = under.open();
    const tokens = watch('/oauth2/token');

    await Promise.all([1, 2, 3, 4].map(() => client.manifest('a/b', 'v1')));
    await client.headManifest('a/b', 'v2');
    expect(tokens()).toBe(1);
    await putBlob(client, 'a/b', Buffer.from('pushed'));
    await putBlob(client, 'a/b', Buffer.from('pushed too'));
    expect(tokens()).toBe(2);

    under.clock.ahead = 3_601_000;
    await client.manifest('a/b', 'v1');
    expect(tokens()).toBe(3);
  });

  it('is shown again when the registry no longer takes a token, also amidst an upload', async () => {
    const client = under.open();
    await putBlob(client, 'a/b', Buffer.from('before'));
    const tokens = watch('/oauth2/token');
    for (const method of ['PATCH', 'PUT', 'POST'])
      under.context.faults.add({
        service: 'registry',
        method,
        path: '/blobs/uploads/',
        action: { kind: 'status', status: 401 },
      });

    const { digest } = await putBlob(client, 'a/b', bytesOf(2, 700_000));

    expect(await client.hasBlob('a/b', digest)).toBe(true);
    expect(tokens()).toBeGreaterThanOrEqual(3);
  });

  it.each([
    ['the wrong password', userAndPassword('user', 'hunter2'), 'does not take the credentials'],
    ['no credentials', dockerConfig('{"auths": {}}'), 'there are no credentials'],
  ])('is refused with %s, in words that say so and do not tell the secret', async (_, credentials, words) => {
    const client = under.open({ credentials });

    const error = await client.manifest('a/b', 'v1').catch((caught: unknown) => caught as Error);

    expect(error).toMatchObject({ kind: 'unauthorized', message: expect.stringContaining(words) as string });
    expect(JSON.stringify([String(error), (error as Error).stack])).not.toContain('hunter2');
    await expect(client.ping()).rejects.toMatchObject({ kind: 'unauthorized' });
  });

  it('may be a managed identity, whose token is exchanged once', async () => {
    const scopes: string[] = [];
    const client = under.open({ credentials: identity((scope) => scopes.push(scope)) });

    await Promise.all([client.manifest('a/b', 'v1'), putBlob(client, 'c/d', Buffer.from('x'))]);

    expect(scopes).toEqual(['https://containerregistry.azure.net/.default']);
    under.clock.ahead = 3 * 3_600_000;
    await client.manifest('a/b', 'v1');
    expect(scopes).toHaveLength(2);
  });

  it('is told what the identity lacks: a role for this, or the token', async () => {
    under.rights.mayAccess = (_, operation) => operation.includes('pull');
    const client = under.open({ credentials: identity() });
    const lost = azureRegistry({ clock: under.context.clock, provider: { getToken: () => Promise.resolve(null) } });

    await client.manifest('a/b', 'v1');
    await expect(putBlob(client, 'a/b', Buffer.from('y'))).rejects.toMatchObject({ kind: 'unauthorized' });
    await expect(under.open({ credentials: lost }).ping()).rejects.toThrow('the managed identity has no token');
  });
});
