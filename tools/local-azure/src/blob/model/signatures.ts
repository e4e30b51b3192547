import { createHmac, timingSafeEqual } from 'node:crypto';

/** Fields of a shared access signature as they stand in the URL, decoded. An absent one is an empty text. */
export type SasFields = (name: string) => string;

/** Base64 of the HMAC-SHA256 of `text`. @param key base64 */
export const sign = (key: string, text: string): string =>
  createHmac('sha256', Buffer.from(key, 'base64')).update(text, 'utf8').digest('base64');

/** In a time that tells nothing about where two signatures differ. */
export function sameSignature(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** "Create an account SAS", string to sign. */
export const accountSasText = (account: string, field: SasFields): string =>
  [
    account,
    ...['sp', 'ss', 'srt', 'st', 'se', 'sip', 'spr', 'sv'].map(field),
    ...(field('sv') >= '2020-12-06' ? [field('ses')] : []),
    '',
  ].join('\n');

const responseHeaders = ['rscc', 'rscd', 'rsce', 'rscl', 'rsct'];

/**
 * "Create a service SAS", string to sign.
 * @param resource `/blob/ACCOUNT/CONTAINER`, with `/BLOB` when it is for one
 */
export const serviceSasText = (resource: string, field: SasFields): string =>
  [
    ...['sp', 'st', 'se'].map(field),
    resource,
    ...['si', 'sip', 'spr', 'sv'].map(field),
    ...(field('sv') >= '2018-11-09' ? [field('sr'), ''] : []),
    ...(field('sv') >= '2020-12-06' ? [field('ses')] : []),
    ...responseHeaders.map(field),
  ].join('\n');

/** "Create a user delegation SAS", string to sign. @param resource as in {@link serviceSasText} */
export const delegationSasText = (resource: string, field: SasFields): string =>
  [
    ...['sp', 'st', 'se'].map(field),
    resource,
    ...['skoid', 'sktid', 'skt', 'ske', 'sks', 'skv'].map(field),
    ...(field('sv') >= '2020-02-10' ? ['saoid', 'suoid', 'scid'].map(field) : []),
    ...(field('sv') >= '2025-07-05' ? ['skdutid', 'sduoid'].map(field) : []),
    ...['sip', 'spr', 'sv', 'sr'].map(field),
    '',
    ...(field('sv') >= '2020-12-06' ? [field('ses')] : []),
    ...(field('sv') >= '2026-04-06' ? ['', ''] : []),
    ...responseHeaders.map(field),
  ].join('\n');

/** What a user delegation key is for; times as on the wire. */
export interface DelegationTerms {
  oid: string;
  tid: string;
  start: string;
  expiry: string;
  version: string;
}

/**
 * The value of a user delegation key, base64. It follows from its terms, so that none has to be kept.
 * @param account the account's id: another account of the same name has other keys
 */
export const delegationKey = (secret: Buffer, account: string, terms: DelegationTerms): string =>
  createHmac('sha256', secret)
    .update([account.toLowerCase(), terms.oid, terms.tid, terms.start, terms.expiry, terms.version].join('\n'))
    .digest('base64');
