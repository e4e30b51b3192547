import { type Blobs } from '../azure/index.ts';
import { DeployError } from '../deploy-error.ts';
import { type ServiceName } from '../services.ts';
import { type ReleaseDocument, type VersionsDocument } from './record.ts';

/** Of the global storage account, as its template names them. */
export const containers = { versions: 'versions', releases: 'releases' } as const;

interface Place {
  location: string;
  service: ServiceName;
}

/** The blob that is leased and says what goes on. */
export const releaseBlob = ({ location, service }: Place): string => `${location}/${service}`;
export const versionsBlob = ({ location, service }: Place): string => `${location}/${service}.json`;

/** A blob that was just made to be leased is empty. @throws DeployError `failed` when it holds something else */
export async function readRelease(blobs: Blobs, place: Place): Promise<ReleaseDocument> {
  const found = await blobs.read(containers.releases, releaseBlob(place));
  return found && !isEmpty(found.value) ? checked<ReleaseDocument>(found.value, releaseBlob(place)) : {};
}

/** @returns undefined when the service was never released there */
export async function readVersions(
  blobs: Blobs,
  place: Place,
): Promise<{ value: VersionsDocument; etag: string } | undefined> {
  const found = await blobs.read(containers.versions, versionsBlob(place));
  if (!found) return undefined;
  const value = checked<VersionsDocument>(found.value, versionsBlob(place));
  if (typeof value.current?.version !== 'string' || typeof value.current.digest !== 'string') throw unknown(place);
  return { value, etag: found.etag };
}

const isEmpty = (value: unknown): boolean => value === undefined || value === null || value === '';

function checked<T extends object>(value: unknown, blob: string): Partial<T> & T {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new DeployError('failed', `blob ${blob} is no document of a release`);
  return value as T;
}

const unknown = (place: Place): DeployError =>
  new DeployError('failed', `blob ${versionsBlob(place)} does not say which version runs`);
