import { compareVersions } from '@aro-rp/api';
import { MirrorError } from '../mirror-error.ts';
import { type Release } from './read-graph.ts';

export interface Wanted {
  /** None before it. */
  minimum: string;
  /** Never these, whoever asks. */
  denied: readonly string[];
}

/** The releases to mirror, the newest first. What was tried before a release (`4.16.0-rc.1`) is never mirrored. */
export const chooseReleases = (releases: readonly Release[], { minimum, denied }: Wanted): Release[] =>
  releases
    .filter(({ version }) => !version.includes('-') && !denied.includes(version))
    .filter(({ version }) => compareVersions(version, minimum) >= 0)
    .sort((one, other) => compareVersions(other.version, one.version));

/** @throws MirrorError `no-release`, which names the newest ones that could have been meant */
export function findRelease(releases: readonly Release[], version: string, denied: readonly string[], where: string) {
  if (denied.includes(version)) throw new MirrorError('no-release', `${version} is on the deny list`);
  const found = releases.find((one) => one.version === version);
  if (found !== undefined) return found;
  const newest = releases
    .map((one) => one.version)
    .sort(compareVersions)
    .slice(-3);
  const known = newest.length === 0 ? 'it names none' : `its newest are ${newest.join(', ')}`;
  throw new MirrorError('no-release', `${where} has no release ${version}; ${known}`);
}

/** The channel that a release is looked for in when none is named: `stable-4.16` for 4.16.30. */
export const channelOf = (version: string): string => `stable-${version.split('.').slice(0, 2).join('.')}`;
