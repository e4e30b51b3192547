import { type Log, type Metrics, Secret } from '@aro-rp/telemetry';
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
/** How long a caller waits for a look that it could do without. */
const patience = seconds(2);

type Versions = Awaited<ReturnType<KeySource['versions']>>;

/**
 * Data keys, held in memory once read. The newest version that is at least an hour old seals, so that every replica
 * has had time to learn of it; while all are younger, the oldest does. Opening asks once for a version that it does not
 * know. While the vault is away it goes on with those at hand, without making callers wait. Safe for concurrent use.
 * @throws Error when a key is not 32 bytes, when there is none at all, or when what is needed cannot be asked for now
 */
export function createKeyRing(
  source: KeySource,
  options: { clock: Clock; log: Log; metrics?: Pick<Metrics, 'observe'> },
): KeyRing {
  const { clock, log, metrics } = options;
  const keys = new Map<string, Promise<DataKey | undefined>>();
  let known: { at: number; versions: Versions } | undefined;
  let failed: { at: number; error: unknown } | undefined;
  let looking: Promise<Versions> | undefined;

  const ageOfNewest = () =>
    (clock.now() - Math.max(...(known?.versions ?? []).map(({ createdOn }) => createdOn))) / 1000;

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

  const isYounger = (at: number | undefined, age: Duration) => at !== undefined && clock.monotonic() - at < age;

  /** One look at a time, and none for a while after one that failed. */
  const look = (): Promise<Versions> => {
    if (failed !== undefined && isYounger(failed.at, asksAgainAfter)) return Promise.reject(failed.error as Error);
    return (looking ??= source
      .versions()
      .then(
        (versions) => {
          failed = undefined;
          if (known === undefined) metrics?.observe('data_key_age_seconds', ageOfNewest);
          known = { at: clock.monotonic(), versions };
          return versions;
        },
        (error: unknown) => {
          failed = { at: clock.monotonic(), error };
          log.warn('cannot look for data keys; going on with those at hand', { err: error });
          throw error;
        },
      )
      .finally(() => (looking = undefined)));
  };

  const versions = async (): Promise<Versions> => {
    if (known === undefined) return look();
    if (isYounger(known.at, looksAgainAfter)) return known.versions;
    const { versions: atHand } = known;
    return orAtHand(look(), atHand, clock);
  };

  return {
    async byVersion(version) {
      const isThere = (all: Versions | undefined) => all?.some((one) => one.version === version) === true;
      if (isThere(await versions())) return loadOnce(version);
      if (isYounger(known?.at, asksAgainAfter)) return undefined;
      return isThere(await look()) ? loadOnce(version) : undefined;
    },
    async current() {
      const byAge = [...(await versions())].sort((a, b) => b.createdOn - a.createdOn);
      const oldEnough = byAge.filter(({ createdOn }) => createdOn <= clock.now() - sealsAfter);
      const [chosen, ...others] = oldEnough.length > 0 ? oldEnough : byAge.slice(-1);
      if (!chosen) throw new Error('there is no data key to seal with');
      const key = await loadOnce(chosen.version).catch((error: unknown) => {
        const atHand = others.find(({ version }) => keys.has(version));
        if (!atHand) throw error;
        log.warn('cannot read the newest data key; sealing with one at hand', { err: error, version: chosen.version });
        return loadOnce(atHand.version);
      });
      if (!key) throw new Error(`there is no data key of version ${chosen.version} to seal with`);
      return key;
    },
  };
}

/** The look goes on beside, for the next caller. */
function orAtHand(look: Promise<Versions>, atHand: Versions, clock: Clock): Promise<Versions> {
  return new Promise((resolve) => {
    const timer = clock.schedule(patience, () => resolve(atHand));
    void look
      .catch(() => atHand)
      .then(resolve)
      .finally(() => timer[Symbol.dispose]());
  });
}
