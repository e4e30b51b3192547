import { compareVersions } from '@aro-rp/api';
import { type VersionContent, type VersionStore } from '@aro-rp/database';
import { type Command, runOnDatabase, say } from './on-database.ts';
import { onlyKnown } from './read-versions.ts';

const command: Command = {
  name: 'list-versions',
  about: `backend list-versions [--output json]: which OpenShift versions there are, and which may be installed

A version is there when the mirror has all of its release, verified, or when \`backend update-versions\` has set it.
With --output json the list is what \`backend update-versions\` reads.`,
  rights: 'query in OpenShiftVersions',
  outcomes: '0 shown, 1 failed',
};

/** @returns the process's exit code */
export const listVersionsCommand = (args: readonly string[]): Promise<number> =>
  runOnDatabase(command, args, () => {
    const json = args.join(' ') === '--output json';
    if (args.length > 0 && !json) return { faults: ["only '--output json' can be said; --help says more"] };
    return async ({ versions }) => {
      const found = await listVersions(versions);
      if (json) say(JSON.stringify(found, undefined, 2));
      else if (found.length === 0) say('there is none yet: the mirror puts each there when all of it is verified');
      for (const one of json ? [] : found) say(`${one.version.padEnd(12)} ${stateOf(one)}`);
    };
  });

/** Oldest first, as a file for `update-versions` has them. */
export async function listVersions(store: Pick<VersionStore, 'list'>): Promise<VersionContent[]> {
  const found = await store.list();
  return found
    .map(({ document }) => onlyKnown(document))
    .sort((one, other) => compareVersions(one.version, other.version));
}

const stateOf = ({ enabled, default: isDefault }: VersionContent): string =>
  isDefault ? 'enabled, taken when nobody chooses' : enabled ? 'enabled' : 'not enabled';
