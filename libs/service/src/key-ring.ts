import { type Log, Secret } from '@aro-rp/telemetry';
import { type Clock, type Duration, hours, minutes, seconds } from '@aro-rp/time';
import { type DataKey, type KeyRing } from './service.ts';

/** The part of Key Vault's secret client that a key ring needs. */
export interface KeySource {
  /** Newest first or not, enabled ones only; `createdOn` in milliseconds since 1970. */
  versions(): Promise<{ version: string; createdOn: number }[]>;
  /** Base64 of 32 bytes. @returns undefined when there is no such version. */
  read(version: string): Promise<Secret | undefined>;
}

const sealsAfter = hours(1);
const looksAgainAfter = minutes(5);
/** An unknown version makes the ring look for new ones at once, but not more often than this. */
const asksAgainAfter = seconds(10);

/**
 * Data keys, held in memory once read. The newest version that is at least an hour old seals, so that every replica
 * has had time to learn of it; while all are younger, the oldest does. Opening asks once for a version that it does not
 * know. Safe for concurrent use.
 * @throws Error when a key is not 32 bytes, or when there is none at all
 */
export function createKeyRing(source: KeySource, options: { clock: Clock; log: Log }): KeyRing {
  const { clock, log } = options;
  const keys = new Map<string, Promise<DataKey | undefined>>();
  let known: { at: number; versions: { version: string; createdOn: number }[] } | undefined;

  const load = async (version: string): Promise<DataKey | undefined> => {
    const text = await source.read(version);
    if (text === undefined) return undefined;
    const key = Buffer.from(text.reveal(), 'base64');
    if (key.byteLength !== 32) throw new Error(`data key ${version} has ${key.byteLength} bytes; AES-256 needs 32`);
    return { version, key: new Secret<Uint8Array>(key) };
  };

  /** Only for versions that exist: anybody may ask for others. */
  const loadOnce = (version: string): Promise<DataKey | undefined> => {
    const loading =
      keys.get(version) ??
      load(version).catch((error: unknown) => {
        keys.delete(version);
        throw error;
      });
    keys.set(version, loading);
    return loading;
  };

  const versions = async (maxAge: Duration) => {
    if (known && clock.monotonic() - known.at < maxAge) return known.versions;
    try {
      known = { at: clock.monotonic(), versions: await source.versions() };
    } catch (error) {
      if (!known) throw error;
      log.warn('cannot look for new data keys; going on with those at hand', { err: error });
    }
    return known.versions;
  };

  const isKnown = async (version: string, maxAge: Duration) =>
    (await versions(maxAge)).some((one) => one.version === version);

  return {
    async byVersion(version) {
      if ((await isKnown(version, looksAgainAfter)) || (await isKnown(version, asksAgainAfter)))
        return loadOnce(version);
      return undefined;
    },
    async current() {
      const byAge = [...(await versions(looksAgainAfter))].sort((a, b) => a.createdOn - b.createdOn);
      const chosen = byAge.filter(({ createdOn }) => createdOn <= clock.now() - sealsAfter).at(-1) ?? byAge[0];
      const key = chosen && (await loadOnce(chosen.version));
      if (!key) throw new Error('there is no data key to seal with');
      return key;
    },
  };
}
