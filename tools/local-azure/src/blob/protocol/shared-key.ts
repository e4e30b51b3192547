import { type BlobAccount } from '../account.ts';
import { refusals } from '../model/errors.ts';
import { sameSignature, sign } from '../model/signatures.ts';
import { type BlobCall } from './call.ts';

const signedHeaders = [
  'content-encoding',
  'content-language',
  'content-length',
  'content-md5',
  'content-type',
  'date',
  'if-modified-since',
  'if-match',
  'if-none-match',
  'if-unmodified-since',
  'range',
];

/** Clients' clocks may differ by this much. */
const leeway = 15 * 60_000;

/** "Authorize with Shared Key", from version 2015-02-21 on. @param given what follows `SharedKey` @throws BlobError */
export function judgeSharedKey(call: BlobCall, given: string, account: BlobAccount): void {
  if (!account.allowSharedKeyAccess) throw refusals.keysNotPermitted();
  const [name, signature = ''] = given.split(':');
  const date = Date.parse(String(call.headers['x-ms-date'] ?? call.headers.date ?? ''));
  if (!(Math.abs(date - call.now) <= leeway))
    throw refusals.authenticationFailed(`Request date header too old: '${new Date(call.now).toUTCString()}'`);
  const text = textOf(call, account.name);
  if (name === account.name && account.keys.some((key) => sameSignature(sign(key, text), signature))) return;
  throw refusals.authenticationFailed(
    `The MAC signature found in the HTTP request is not the same as any computed signature. Server used following string to sign: '${text}'.`,
  );
}

function textOf(call: BlobCall, account: string): string {
  const value = (name: string) => {
    const text = String(call.headers[name] ?? '');
    return (name === 'content-length' && text === '0') || (name === 'date' && call.headers['x-ms-date'] !== undefined)
      ? ''
      : text;
  };
  const own = Object.keys(call.headers)
    .filter((name) => name.startsWith('x-ms-'))
    .sort()
    .map((name) => `${name}:${String(call.headers[name]).replace(/\s+/g, ' ').trim()}`);
  const names = [...new Set([...call.query.keys()].map((name) => name.toLowerCase()))].sort();
  const query = names.map((name) => {
    const values = [...call.query].filter(([key]) => key.toLowerCase() === name).map(([, one]) => one);
    return `${name}:${values.sort().join(',')}`;
  });
  return [call.method, ...signedHeaders.map(value), ...own, [`/${account}${call.rawPath}`, ...query].join('\n')].join(
    '\n',
  );
}
