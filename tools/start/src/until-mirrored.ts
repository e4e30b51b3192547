import { setTimeout as sleep } from 'node:timers/promises';
import { createDatabase } from '@aro-rp/database';
import { type Endpoints } from '@aro-rp/local-azure';
import { systemClock } from '@aro-rp/time';

const limit = 180_000;

/** A release, and which `openshift-install` it has; any where none is told. */
export interface AwaitedRelease {
  version: string;
  installer?: { digest: string };
}

/**
 * Waits until the mirror has brought and verified the releases, as it says in its records.
 * @throws Error with what the mirror wrote down when that takes longer than three minutes; the signal's reason
 */
export async function untilMirrored(
  { cosmos }: Endpoints,
  releases: readonly AwaitedRelease[],
  signal: AbortSignal,
): Promise<void> {
  const database = createDatabase({ endpoint: cosmos.endpoint, auth: { key: cosmos.key }, clock: systemClock });
  const began = performance.now();
  try {
    for (;;) {
      const found = await database.releases.list({ signal });
      const isVerified = ({ version, installer }: AwaitedRelease) =>
        found.some(
          ({ document: { release, state, installer: stored } }) =>
            release === version &&
            state === 'verified' &&
            (installer === undefined || installer.digest === stored?.digest),
        );
      if (releases.every(isVerified)) return;
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
