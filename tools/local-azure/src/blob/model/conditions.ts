import { type IncomingHttpHeaders } from 'node:http';
import { type StoredBlob } from '../store.ts';
import { refusals } from './errors.ts';

type Versioned = Pick<StoredBlob, 'etag' | 'changedAt'>;

/** "Specifying conditional headers for Blob service operations": `notModified` is answered with 304. */
export function checkRead(headers: IncomingHttpHeaders, blob: Versioned): 'notModified' | undefined {
  const noneMatch = headers['if-none-match'];
  if (!matches(headers['if-match'], blob) || changedAfter(headers['if-unmodified-since'], blob))
    throw refusals.condition();
  if (noneMatch !== undefined && matches(noneMatch, blob)) return 'notModified';
  const since = headers['if-modified-since'];
  return noneMatch === undefined && since !== undefined && !changedAfter(since, blob) ? 'notModified' : undefined;
}

/**
 * @param blob undefined when there is none
 * @throws BlobError `BlobAlreadyExists` (409) for `If-None-Match: *`, `ConditionNotMet` (412) for any other
 */
export function checkWrite(headers: IncomingHttpHeaders, blob: Versioned | undefined): void {
  const noneMatch = headers['if-none-match'];
  if (blob && noneMatch === '*') throw refusals.blobExists();
  if (!blob && headers['if-match'] !== undefined) throw refusals.condition();
  if (!blob) return;
  const since = headers['if-modified-since'];
  const met =
    matches(headers['if-match'], blob) &&
    !(noneMatch !== undefined && matches(noneMatch, blob)) &&
    !changedAfter(headers['if-unmodified-since'], blob) &&
    (since === undefined || changedAfter(since, blob));
  if (!met) throw refusals.condition();
}

function matches(header: string | undefined, { etag }: Versioned): boolean {
  if (header === undefined || header === '*') return true;
  return header
    .split(',')
    .some((one) => one.trim().replace(/^W\//, '').replaceAll('"', '') === etag.replaceAll('"', ''));
}

/** The wire knows whole seconds. */
function changedAfter(header: string | undefined, { changedAt }: Versioned): boolean {
  if (header === undefined) return false;
  const at = Date.parse(header);
  if (Number.isNaN(at)) throw refusals.header('If-Modified-Since');
  return Math.floor(changedAt / 1_000) > Math.floor(at / 1_000);
}
