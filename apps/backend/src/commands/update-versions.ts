import { type VersionContent, type VersionStore } from '@aro-rp/database';

type Tell = (line: string) => void;

/**
 * Writes the versions, the default first, and takes that from whichever had it before. Versions that are not named stay
 * as they are. May be repeated: what is so already is not written.
 * @param tell is called with one line for each that was looked at
 * @throws Error when there would be no default any more; nothing is written then
 */
export async function updateVersions(
  store: VersionStore,
  versions: readonly VersionContent[],
  tell: Tell,
): Promise<void> {
  const before = await defaultsOf(store);
  refuseWithoutDefault(before, versions);
  const ordered = versions.toSorted((one, other) => Number(other.default) - Number(one.default));
  for (const version of ordered) tell(`${version.version}: ${await store.put(version)}`);
  const heir = versions.find((one) => one.default);
  if (!heir) return;
  const named = new Set(versions.map(({ version }) => version));
  await handOver(store, { from: before.filter((version) => !named.has(version)), to: heir.version }, tell);
}

/**
 * Lets customers install a version, and with `asDefault` takes it where nobody chooses. Safe beside other commands: what
 * they write of the same version is kept, and a default is left.
 * @throws StoreError `not-found`
 */
export async function enableVersion(
  store: VersionStore,
  version: string,
  { asDefault, tell }: { asDefault: boolean; tell: Tell },
): Promise<void> {
  const before = asDefault ? await defaultsOf(store) : [];
  const written = await store.change(version, () => ({ enabled: true, ...(asDefault && { default: true }) }));
  tell(`${version}: ${written}`);
  if (asDefault) await handOver(store, { from: before.filter((one) => one !== version), to: version }, tell);
}

/** @throws StoreError `not-found`; Error when it is the default at the write. Nothing is written then */
export async function disableVersion(store: VersionStore, version: string, tell: Tell): Promise<void> {
  const written = await store.change(version, (current) => {
    if (!current.default) return { enabled: false };
    throw new Error(
      `${version} is taken when nobody chooses; first give that to another with \`backend enable-version VERSION --default\``,
    );
  });
  tell(`${version}: ${written}`);
}

/**
 * Only those that were the default before another became it lose that: of two commands at the same time neither takes it
 * from the other's. One that is asked for again as the other takes it can be lost: whoever finds none left gives it back.
 */
async function handOver(store: VersionStore, { from, to }: { from: readonly string[]; to: string }, tell: Tell) {
  for (const version of from)
    tell(`${version}: ${await store.change(version, () => ({ default: false }))}, no longer the default`);
  const left = await defaultsOf(store);
  if (left.length === 0) {
    const written = await store.change(to, () => ({ enabled: true, default: true }));
    tell(`${to}: ${written}, for somebody else had just taken the default away`);
  }
  for (const other of left.filter((version) => version !== to))
    tell(`${other}: made the default at the same time by somebody else; say again which it is to be`);
}

async function defaultsOf(store: VersionStore): Promise<string[]> {
  return (await store.list()).flatMap(({ document }) => (document.default ? [document.version] : []));
}

/** A create that names no version takes the default. */
function refuseWithoutDefault(defaults: readonly string[], versions: readonly VersionContent[]): void {
  if (versions.some((one) => one.default)) return;
  const named = new Set(versions.map(({ version }) => version));
  if (defaults.length > 0 && defaults.every((version) => named.has(version)))
    throw new Error(`${defaults.join(', ')}: is taken when nobody chooses; name another one that is the default`);
}
