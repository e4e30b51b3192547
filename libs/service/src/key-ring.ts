import { type Log, Secret } from '@aro-rp/telemetry';
import { type Clock, hours, minutes } from '@aro-rp/time';
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

  const byVersion = (version: string): Promise<DataKey | undefined> => {
    const loading =
      keys.get(version) ??
      load(version).catch((error: unknown) => {
        keys.delete(version);
        throw error;
      });
    keys.set(version, loading);
    return loading;
  };

  const versions = async () => {
    if (known && clock.monotonic() - known.at < looksAgainAfter) return known.versions;
    try {
      known = { at: clock.monotonic(), versions: await source.versions() };
    } catch (error) {
      if (!known) throw error;
      log.warn('cannot look for new data keys; going on with those at hand', { err: error });
    }
    return known.versions;
  };

  return {
    byVersion,
    async current() {
      const byAge = [...(await versions())].sort((a, b) => a.createdOn - b.createdOn);
      const chosen = byAge.filter(({ createdOn }) => createdOn <= clock.now() - sealsAfter).at(-1) ?? byAge[0];
      const key = chosen && (await byVersion(chosen.version));
      if (!key) throw new Error('there is no data key to seal with');
      return key;
    },
  };
}
