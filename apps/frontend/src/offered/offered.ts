import { compareVersions } from '@aro-rp/api';
import { type CatalogueStore, type RoleSetDocument, type VersionDocument } from '@aro-rp/database';
import { type Clock, seconds } from '@aro-rp/time';

/** What customers may choose from. */
export interface Offered<D> {
  /** Enabled ones, oldest version first, as they were at most 10 s ago. @throws StoreError */
  list(): Promise<readonly D[]>;
}
export type OfferedVersions = Offered<VersionDocument>;
export type OfferedRoleSets = Offered<RoleSetDocument>;

type Store<D> = Pick<CatalogueStore<D>, 'list'>;

export const createOfferedVersions = (store: Store<VersionDocument>, clock: Clock): OfferedVersions =>
  createOffered(store, clock, ({ version }) => version);

export const createOfferedRoleSets = (store: Store<RoleSetDocument>, clock: Clock): OfferedRoleSets =>
  createOffered(store, clock, ({ openShiftVersion }) => openShiftVersion);

const freshFor = seconds(10);

/**
 * Reads the store when somebody asks and what is known is older than 10 s, so every frontend offers what any writer
 * has enabled 10 s after it at the latest. Those who ask while it is being read share one reading.
 */
function createOffered<D extends { enabled: boolean }>(
  store: Store<D>,
  clock: Clock,
  versionOf: (document: D) => string,
): Offered<D> {
  const read = async () => {
    const found = await store.list();
    return found
      .map(({ document }) => document)
      .filter(({ enabled }) => enabled)
      .sort((one, other) => compareVersions(versionOf(one), versionOf(other)));
  };
  let reading: { begun: number; documents: Promise<readonly D[]> } | undefined;
  return {
    async list() {
      const now = clock.monotonic();
      if (reading === undefined || now - reading.begun > freshFor) reading = { begun: now, documents: read() };
      const current = reading;
      try {
        return await current.documents;
      } catch (error) {
        // Whoever asks next reads anew; a newer reading is none of this one's.
        if (reading === current) reading = undefined;
        throw error;
      }
    },
  };
}
