import { type VersionContent, type VersionStore } from '@aro-rp/database';

/**
 * Writes the versions, the default first, and takes that from whichever had it before. Versions that are not named stay
 * as they are. May be repeated: what is so already is not written.
 * @param tell is called with one line for each that was looked at
 * @throws Error when there would be no default any more; nothing is written then
 */
export async function updateVersions(
  store: VersionStore,
  versions: readonly VersionContent[],
  tell: (line: string) => void,
): Promise<void> {
  await refuseWithoutDefault(store, versions);
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

/** A create that names no version takes the default. */
async function refuseWithoutDefault(store: VersionStore, versions: readonly VersionContent[]): Promise<void> {
  if (versions.some((one) => one.default)) return;
  const named = new Set(versions.map(({ version }) => version));
  const defaults = (await store.list()).flatMap(({ document }) => (document.default ? [document.version] : []));
  if (defaults.length > 0 && defaults.every((version) => named.has(version)))
    throw new Error(`${defaults.join(', ')}: is taken when nobody chooses; name another one that is the default`);
}
