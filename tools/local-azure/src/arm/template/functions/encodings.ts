import { createHash } from 'node:crypto';
import { toText } from '../values.ts';
import { eager, type Given } from './language-function.ts';

/** The namespace of the version 5 UUIDs that `guid()` makes. */
const guidNamespace = Buffer.from('11fb06fb712d4ddd98c7e71bbd588830', 'hex');
const base32 = 'abcdefghijklmnopqrstuvwxyz234567';

const texts = (given: Given): string[] =>
  given.values.map((value, at) => {
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return toText(value);
    throw given.wrong(at, 'String');
  });

/** RFC 9562 version 5 of the parameters joined by hyphens: the same for the same parameters, ever. */
function guid(given: Given): string {
  const bytes = createHash('sha1').update(guidNamespace).update(texts(given).join('-')).digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** 13 characters of base 32, as Azure's; the hash behind them is not published and another here. */
function uniqueString(given: Given): string {
  let hash = createHash('sha256').update(texts(given).join('-')).digest().readBigUInt64BE();
  let text = '';
  for (let n = 0; n < 13; n++) {
    text += base32[Number(hash & 31n)] ?? '';
    hash >>= 5n;
  }
  return text;
}

const fromBase64 = (given: Given): string => {
  const text = given.text(0);
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4 !== 0)
    throw given.fail('expects its parameter to be a valid base64 string.');
  return Buffer.from(text, 'base64').toString('utf8');
};

const parse = (given: Given, text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw given.fail('expects its parameter to be a valid JSON string.');
  }
};

const uri = (given: Given): string => {
  try {
    return new URL(given.text(1), given.text(0)).toString();
  } catch {
    throw given.fail('expects its first parameter to be an absolute URI.');
  }
};

export const encodingFunctions = [
  eager('base64', 1, 1, (given) => Buffer.from(given.text(0), 'utf8').toString('base64')),
  eager('base64ToString', 1, 1, fromBase64),
  eager('base64ToJson', 1, 1, (given) => parse(given, fromBase64(given))),
  eager('guid', 1, 'many', guid),
  eager('uniqueString', 1, 'many', uniqueString),
  eager('uri', 2, 2, uri),
  eager('uriComponent', 1, 1, (given) =>
    encodeURIComponent(given.text(0)).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`),
  ),
  eager('uriComponentToString', 1, 1, (given) => {
    try {
      return decodeURIComponent(given.text(0));
    } catch {
      throw given.fail('expects its parameter to be a URI-encoded string.');
    }
  }),
];
