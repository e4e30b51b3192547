import { Secret, silentLog } from '@aro-rp/telemetry';
import { createFakeClock } from '@aro-rp/testing';
import { hours, minutes, seconds } from '@aro-rp/time';
import { createKeyRing, type KeySource } from './key-ring.ts';

const key = (fill: number) => new Secret(Buffer.alloc(32, fill).toString('base64'));

function vault() {
  const clock = createFakeClock();
  const stored: { version: string; createdOn: number; value: Secret }[] = [];
  const reads: string[] = [];
  let away = false;
  let looks = 0;
  const source: KeySource = {
    versions: async () => {
      if (away) throw new Error('vault is away');
      looks += 1;
      return stored.map(({ version, createdOn }) => ({ version, createdOn }));
    },
    read: async (version) => {
      reads.push(version);
      return stored.find((one) => one.version === version)?.value;
    },
  };
  return {
    clock,
    reads,
    looks: () => looks,
    add: (version: string, value: Secret) => void stored.push({ version, createdOn: clock.now(), value }),
    goAway: () => void (away = true),
    ring: createKeyRing(source, { clock, log: silentLog }),
  };
}

describe('createKeyRing', () => {
  it('seals with a new version only an hour after its creation', async () => {
    const { clock, add, ring } = vault();
    add('one', key(1));
    await clock.advance(hours(2));
    add('two', key(2));

    const before = await ring.current();
    await clock.advance(minutes(61));
    const after = await ring.current();

    expect([before.version, after.version]).toEqual(['one', 'two']);
  });

  it('seals with the only version there is, however young', async () => {
    const { add, ring } = vault();
    add('one', key(1));

    expect((await ring.current()).version).toBe('one');
  });

  it('opens with a version that it has not seen yet, and asks for each once', async () => {
    const { add, ring, reads } = vault();
    add('one', key(1));
    add('two', key(2));

    await Promise.all([ring.byVersion('two'), ring.byVersion('two'), ring.byVersion('two')]);

    expect(reads).toEqual(['two']);
    expect(await ring.byVersion('none')).toBeUndefined();
  });

  it('does not ask the vault for versions that anybody may make up', async () => {
    const { add, ring, reads, looks } = vault();
    add('one', key(1));

    for (let n = 0; n < 50; n++) expect(await ring.byVersion(`made-up-${n}`)).toBeUndefined();

    expect(reads).toEqual([]);
    expect(looks()).toBe(1);
  });

  it('opens with a version that was made after it last looked', async () => {
    const { clock, add, ring } = vault();
    add('one', key(1));
    await ring.current();
    await clock.advance(seconds(11));
    add('two', key(2));

    expect((await ring.byVersion('two'))?.version).toBe('two');
  });

  it('goes on with what it knows while the vault is away', async () => {
    const { clock, add, ring, goAway } = vault();
    add('one', key(1));
    await ring.current();

    goAway();
    await clock.advance(minutes(10));

    expect((await ring.current()).version).toBe('one');
  });

  it('refuses a key of the wrong length', async () => {
    const { add, ring } = vault();
    add('short', new Secret(Buffer.alloc(16).toString('base64')));

    await expect(ring.current()).rejects.toThrow('16 bytes');
  });
});
