import { setTimeout as sleep } from 'node:timers/promises';
import { createDatabase } from '@aro-rp/database';
import { type Endpoints } from '@aro-rp/local-azure';
import { systemClock } from '@aro-rp/time';

const limit = 180_000;

/**
 * Waits until the mirror has brought and verified the releases, as it says in its records.
 * @throws Error with what the mirror wrote down when that takes longer than three minutes; the signal's reason
 */
export async function untilMirrored(
  { cosmos }: Endpoints,
  versions: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const database = createDatabase({ endpoint: cosmos.endpoint, auth: { key: cosmos.key }, clock: systemClock });
  const began = performance.now();
  try {
    for (;;) {
      const found = await database.releases.list({ signal });
      const verified = found
        .filter(({ document }) => document.state === 'verified')
        .map(({ document }) => document.release);
      if (versions.every((version) => verified.includes(version))) return;
      if (performance.now() - began > limit) {
        const said = found.flatMap(({ document }) => document.failure?.message ?? []);
        throw new Error(
          `the releases are not mirrored after three minutes: ${said.join('; ') || 'see logs/mirror.log'}`,
        );
      }
      await sleep(200, undefined, { signal });
    }
  } finally {
    database.dispose();
  }
}
