import { type Endpoints } from '@aro-rp/local-azure';
import { adminOf, type KnownFault } from '../harness/admin.ts';

/** What local Azure's admin endpoint lets a scenario do. */
export function createLocalAzureAdmin(endpoints: Endpoints) {
  const { addFault, faults, removeFaults, advanceClock } = adminOf(endpoints);
  /** Those that no request has met yet. */
  const idleFaults = async (): Promise<KnownFault[]> => (await faults()).filter(({ struck }) => struck === 0);
  return {
    addFault,
    idleFaults,
    /** @throws Error when one of them has met no request: a scenario would be true by accident. They are gone all the same */
    async clearFaults(): Promise<void> {
      const idle = await idleFaults();
      await removeFaults();
      if (idle.length > 0) throw new Error(`no request met ${JSON.stringify(idle.map(({ rule }) => rule))}`);
    },
    removeFaults,
    advanceClock,
  };
}
