import { refusals } from '../model/errors.ts';
import { type BlobCall } from './call.ts';
import { element } from './xml.ts';

export interface PageRequest {
  prefix: string;
  /** Names up to this one were given already. */
  after: string;
  limit: number;
  /** The elements that repeat the request in the answer. */
  echo: string;
  /** Where the next page goes on; empty behind the last one. */
  markerAfter(name: string): string;
}

const most = 5_000;

/** `prefix`, `marker` and `maxresults`. A marker means nothing to clients. @throws BlobError */
export function pageOf({ query }: BlobCall): PageRequest {
  const given = query.get('maxresults');
  const asked = given === null ? most : Number(given);
  if (!Number.isInteger(asked) || asked < 1) throw refusals.query('maxresults');
  const marker = query.get('marker') ?? '';
  const prefix = query.get('prefix') ?? '';
  const after = Buffer.from(marker, 'base64url').toString('utf8');
  if (encode(after) !== marker) throw refusals.query('marker');
  const echo =
    (prefix === '' ? '' : element('Prefix', prefix, 'text')) +
    (marker === '' ? '' : element('Marker', marker, 'text')) +
    (given === null ? '' : element('MaxResults', given, 'text'));
  return { prefix, after, limit: Math.min(asked, most), echo, markerAfter: encode };
}

const encode = (name: string): string => Buffer.from(name).toString('base64url');
