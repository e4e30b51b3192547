import { type Instant } from '@aro-rp/time';
import { type ServiceName } from '../services.ts';

/** What is released: a version, and the image that it was when it was resolved. */
export interface Version {
  version: string;
  /** Of its image in the registry, such as `sha256:0123`. */
  digest: string;
}

/** Blob `REGION/SERVICE.json` of container `versions`: what runs, and what ran before. */
export interface VersionsDocument {
  current: Version;
  /** What `rollback` goes back to. */
  previous?: Version;
  at: Instant;
  by: string;
}

/**
 * How far a release has come. Each is written before what follows from it is done, so that whoever finds it knows what
 * may have been done:
 * - `deploying`: the new scale set may be there, wholly or in part.
 * - `soaking`: it was healthy once; nothing was done to the old one.
 * - `replacing`: it was healthy through the whole soak; the old one may be without repairs, draining or gone.
 * - `undoing`: it goes, and the old one stays.
 */
export type Stage = 'deploying' | 'soaking' | 'replacing' | 'undoing';

export interface ReleaseRecord extends Version {
  service: ServiceName;
  /** The run that works on it, which is also the tag `release` of its scale set. */
  run: string;
  by: string;
  since: Instant;
  stage: Stage;
  /** The new scale set. */
  scaleSet: string;
  /** The scale set that served when it began, and the only one that is gone back to; absent: there was none. */
  serving?: string;
  /** Why it is undone. */
  reason?: string;
  /** What fails stays for looking at, where nothing served before. */
  keepFailed?: boolean;
}

/** `kept`: it failed, and its scale set is still there. */
export type Ending = 'released' | 'undone' | 'kept';

/** Blob `REGION/SERVICE` of container `releases`, leased while somebody works on it. */
export interface ReleaseDocument {
  /** Whoever took the lease last. */
  holder?: { run: string; by: string; since: Instant };
  /** The release that has not ended, whoever's it was. */
  release?: ReleaseRecord;
  last?: { version: string; digest: string; ending: Ending; at: Instant; reason?: string };
}
