import { type BlobAccount, type BlobPrincipal } from '../account.ts';
import { type BlobError, refusals } from '../model/errors.ts';
import {
  accountSasText,
  delegationKey,
  delegationSasText,
  type SasFields,
  sameSignature,
  serviceSasText,
  sign,
} from '../model/signatures.ts';
import { type BlobCall } from './call.ts';
import { type Operation } from './operations.ts';

/** What a good signature stands for. */
export interface SignedRight {
  /** In whose name it was made; undefined when it was made with a key of the account. */
  principal?: BlobPrincipal;
  mayOverwrite: boolean;
}

/**
 * Judges the shared access signature of the URL: its signature first, then time, protocol, address, permission.
 * @throws BlobError
 */
export function judgeSas(call: BlobCall, operation: Operation, account: BlobAccount, secret: Buffer): SignedRight {
  const field: SasFields = (name) => call.query.get(name) ?? '';
  const kind = field('skoid') !== '' ? 'delegation' : field('srt') !== '' ? 'account' : 'service';
  if (kind !== 'delegation' && !account.allowSharedKeyAccess) throw refusals.keysNotPermitted();
  if (!/^\d{4}-\d\d-\d\d$/.test(field('sv')) || field('sv') < '2015-04-05') throw malformed('sv');
  refuseUnknown(kind, field);

  const text = textOf(kind, call, account, field);
  const keys = kind === 'delegation' ? [keyOf(account, secret, field)] : account.keys;
  if (!keys.some((key) => sameSignature(sign(key, text), field('sig'))))
    throw refusals.authenticationFailed(`Signature did not match. String to sign used was ${text}`);

  checkTimes(field('st'), field('se'), call.now, 'Signature');
  if (kind === 'delegation') checkTimes(field('skt'), field('ske'), call.now, 'Signed key');
  if (field('spr') !== '' && !field('spr').split(',').includes('https')) throw malformed('spr');
  checkAddress(field('sip'), call);

  if (kind === 'account') {
    if (!field('ss').includes('b')) throw refusals.service();
    if (!field('srt').includes(operation.level)) throw refusals.resourceType();
  } else if (!operation.bySignedResource || (operation.name === 'ListBlobs' && field('sr') !== 'c')) {
    throw refusals.permission();
  }
  const granted = [...operation.permissions].filter((one) => field('sp').includes(one));
  if (granted.length === 0) throw refusals.permission();
  return {
    mayOverwrite: operation.permissions !== 'cw' || granted.includes('w'),
    ...(kind === 'delegation' ? { principal: { oid: field('skoid'), tid: field('sktid') } } : {}),
  };
}

function textOf(kind: string, call: BlobCall, account: BlobAccount, field: SasFields): string {
  if (kind === 'account') return accountSasText(account.name, field);
  const container = `/blob/${account.name}/${call.container ?? ''}`;
  const resource = field('sr') === 'b' ? `${container}/${call.blob ?? ''}` : container;
  return kind === 'delegation' ? delegationSasText(resource, field) : serviceSasText(resource, field);
}

const keyOf = (account: BlobAccount, secret: Buffer, field: SasFields): string =>
  delegationKey(secret, account.id, {
    oid: field('skoid'),
    tid: field('sktid'),
    start: field('skt'),
    expiry: field('ske'),
    version: field('skv'),
  });

/** What is signed but not understood here must not be taken for granted. */
function refuseUnknown(kind: string, field: SasFields): void {
  for (const name of ['si', 'ses', 'sdd', 'sduoid', 'skdutid', 'suoid', 'srh', 'srq'])
    if (field(name) !== '') throw refusals.notServed(`a shared access signature with ${name}`);
  if (kind !== 'account' && !['b', 'c'].includes(field('sr'))) throw malformed('sr');
  for (const name of ['sp', 'se', 'sig', ...(kind === 'account' ? ['ss'] : [])])
    if (field(name) === '') throw malformed(name);
}

function checkTimes(start: string, expiry: string, now: number, what: string): void {
  const [from, to] = [start === '' ? 0 : Date.parse(start), Date.parse(expiry)];
  if (from <= now && now < to) return;
  throw refusals.authenticationFailed(
    `${what} not valid in the specified time frame: Start [${start}] - Expiry [${expiry}] - Current [${new Date(now).toUTCString()}]`,
  );
}

/** @param range one address, or two with a dash between them; IPv4 */
function checkAddress(range: string, call: BlobCall): void {
  if (range === '') return;
  const number = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const [from = '', to = from] = range.split('-');
  const caller = number(call.request.socket.remoteAddress?.replace(/^::ffff:/, '') ?? '');
  if (!(number(from) <= caller && caller <= number(to))) throw refusals.sourceAddress();
}

const malformed = (name: string): BlobError =>
  refusals.authenticationFailed(`${name} is missing or not well formed in the shared access signature`);
