export { type Ending, type ReleaseDocument, type ReleaseRecord, type Stage, type VersionsDocument } from './record.ts';
