import { Secret, silentLog } from '@aro-rp/telemetry';
import { createFakeClock } from '@aro-rp/testing';
import { seconds } from '@aro-rp/time';
import { keepKeyRing } from './keep-key-ring.ts';

function keep() {
  const clock = createFakeClock();
  const vault = { away: true, asked: 0 };
  const current = async () => {
    vault.asked++;
    if (vault.away) throw new Error('the vault is away');
    return { version: 'one', key: new Secret<Uint8Array>(new Uint8Array(32)) };
  };
  return { clock, vault, kept: keepKeyRing({ current }, { clock, log: silentLog }) };
}

describe('keepKeyRing', () => {
  it('is not ready and says why while there is no data key, and is ready once there is one', async () => {
    const { clock, vault, kept } = keep();
    let isReady = false;
    void kept.untilReady(new AbortController().signal).then(() => (isReady = true));
    await clock.advance(seconds(60));
    expect([kept.notReady(), isReady]).toEqual([['Key Vault gives no data key: the vault is away'], false]);

    vault.away = false;
    await clock.advance(seconds(4));

    expect([kept.notReady(), isReady]).toEqual([[], true]);
  });

  it('stays ready, and asks no more', async () => {
    const { clock, vault, kept } = keep();
    vault.away = false;
    await clock.advance(seconds(2));
    const { asked } = vault;

    vault.away = true;
    await clock.advance(seconds(60));

    expect([kept.notReady(), vault.asked]).toEqual([[], asked]);
  });

  it('stops asking when it is disposed of', async () => {
    const { clock, vault, kept } = keep();
    await clock.advance(seconds(2));

    kept[Symbol.dispose]();
    const { asked } = vault;
    await clock.advance(seconds(60));

    expect(vault.asked).toBe(asked);
  });
});
