import { type VersionContent, type VersionStore } from '@aro-rp/database';

/**
 * Writes the versions, the default first, and takes that from whichever had it before. Versions that are not named stay
 * as they are. May be repeated: what is so already is not written.
 * @param tell is called with one line for each that was looked at
 */
export async function updateVersions(
  store: VersionStore,
  versions: readonly VersionContent[],
  tell: (line: string) => void,
): Promise<void> {
  const ordered = versions.toSorted((one, other) => Number(other.default) - Number(one.default));
  for (const version of ordered) tell(`${version.version}: ${await store.put(version)}`);
  if (!versions.some((one) => one.default)) return;
  const named = new Set(versions.map(({ version }) => version));
  for (const { document } of await store.list()) {
    if (named.has(document.version) || !document.default) continue;
    const { id: _id, type: _type, revision: _revision, ...content } = document;
    tell(`${document.version}: ${await store.put({ ...content, default: false })}, no longer the default`);
  }
}
