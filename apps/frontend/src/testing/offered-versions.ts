import { type Database, type VersionContent } from '@aro-rp/database';

/** As an SRE's command writes them: one that is the default, one beside it, one that is not offered. */
export async function offerVersions(database: Database): Promise<void> {
  await database.ping();
  await database.versions.put(version('4.16.30', { default: true }));
  await database.versions.put(version('4.18.5'));
  await database.versions.put(version('4.17.1', { enabled: false }));
}

/** A version with what it is installed by, as an SRE's command writes it. */
export const version = (name: string, changes: Partial<VersionContent> = {}): VersionContent => ({
  version: name,
  enabled: true,
  default: false,
  releaseImage: `registry.example/ocp-release@sha256:${'0'.repeat(64)}`,
  installer: { digest: `sha256:${'0'.repeat(64)}`, size: 1 },
  osImage: { publisher: 'p', offer: 'o', skus: { V2: 's' }, version: '1' },
  ...changes,
});
