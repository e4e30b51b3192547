export { readRelease, readVersions } from './documents.ts';
export { type Interruption, type ReleaseParts, type ReleaseRegion, scaleSetName } from './parts.ts';
export {
  type Ending,
  type ReleaseDocument,
  type ReleaseRecord,
  type Stage,
  type Version,
  type VersionsDocument,
} from './record.ts';
export { releaseRegion } from './release-region.ts';
export { type ReleaseOutcome, type ReleaseRequest, releaseService } from './release-service.ts';
