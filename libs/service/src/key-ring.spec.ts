import { createMetrics, Secret, silentLog } from '@aro-rp/telemetry';
import { createFakeClock } from '@aro-rp/testing';
import { hours, milliseconds, minutes, seconds } from '@aro-rp/time';
import { createKeyRing, type KeySource } from './key-ring.ts';

const key = (fill: number) => new Secret(Buffer.alloc(32, fill).toString('base64'));

function vault() {
  const clock = createFakeClock();
  const metrics = createMetrics('backend');
  const stored: { version: string; createdOn: number; value: Secret }[] = [];
  const reads: string[] = [];
  let away: boolean | 'hangs' = false;
  let looks = 0;
  let asked = 0;
  const source: KeySource = {
    versions: async () => {
      asked += 1;
      if (away === 'hangs') return new Promise(() => undefined);
      if (away) throw new Error('vault is away');
      looks += 1;
      return stored.map(({ version, createdOn }) => ({ version, createdOn }));
    },
    read: async (version) => {
      if (away) throw new Error('vault is away');
      reads.push(version);
      return stored.find((one) => one.version === version)?.value;
    },
  };
  return {
    clock,
    reads,
    looks: () => looks,
    add: (version: string, value: Secret) => void stored.push({ version, createdOn: clock.now(), value }),
    asked: () => asked,
    goAway: (how: true | 'hangs' = true) => void (away = how),
    comeBack: () => void (away = false),
    metrics,
    ring: createKeyRing(source, { clock, log: silentLog, metrics }),
  };
}

describe('createKeyRing', () => {
  it('tells the age of the newest key that it has seen, once it has looked', async () => {
    const { clock, add, ring, metrics } = vault();
    add('one', key(1));
    await clock.advance(hours(2));
    add('two', key(2));
    const before = await metrics.text();

    await ring.current();
    await clock.advance(minutes(1));

    expect(before).not.toContain('data_key_age_seconds');
    expect(await metrics.text()).toMatch(/data_key_age_seconds\{.*\} 60\n/);
  });

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

  it('goes on with what it knows after a moment when the vault does not answer', async () => {
    const { clock, add, ring, goAway } = vault();
    add('one', key(1));
    await ring.current();
    goAway('hangs');
    await clock.advance(minutes(10));

    const [sealing, opening] = [ring.current(), ring.byVersion('one')];
    await clock.advance(seconds(2));

    expect([(await sealing).version, (await opening)?.version]).toEqual(['one', 'one']);
  });

  it('seals with the key at hand while a newer one, old enough by now, cannot be read', async () => {
    const { clock, add, ring, goAway, comeBack } = vault();
    add('one', key(1));
    await clock.advance(hours(2));
    add('two', key(2));
    await ring.current();
    await clock.advance(minutes(58));
    await ring.current();
    goAway();
    await clock.advance(minutes(3));

    expect((await ring.current()).version).toBe('one');

    comeBack();
    expect((await ring.current()).version).toBe('two');
  });

  it('says so when a version that it does not know cannot be asked for, and opens with it once the vault is back', async () => {
    const { clock, add, ring, goAway, comeBack } = vault();
    add('one', key(1));
    await ring.current();
    await clock.advance(seconds(11));
    add('two', key(2));
    goAway();

    await expect(ring.byVersion('two')).rejects.toThrow('vault is away');
    comeBack();
    await clock.advance(seconds(10));

    expect((await ring.byVersion('two'))?.version).toBe('two');
  });

  it('asks a vault that is away again every ten seconds at most', async () => {
    const { clock, add, ring, goAway, asked } = vault();
    add('one', key(1));
    await ring.current();
    goAway();
    await clock.advance(minutes(5));
    const before = asked();

    for (let n = 0; n < 100; n++) {
      await ring.current();
      await clock.advance(milliseconds(200));
    }

    expect(asked() - before).toBe(2);
  });

  it('starts while the vault is away, and has a key once it is back', async () => {
    const { clock, add, ring, goAway, comeBack } = vault();
    add('one', key(1));
    goAway();

    await expect(ring.current()).rejects.toThrow('vault is away');
    comeBack();
    await clock.advance(seconds(10));

    expect((await ring.current()).version).toBe('one');
  });

  it('refuses a key of the wrong length', async () => {
    const { add, ring } = vault();
    add('short', new Secret(Buffer.alloc(16).toString('base64')));

    await expect(ring.current()).rejects.toThrow('16 bytes');
  });
});
