import { badRequest } from '../model/errors.ts';
import { type Value } from './values.ts';

/** The place behind a row: its values of `ORDER BY`, its number, and what is left of `OFFSET` and `LIMIT`. */
export interface Continuation {
  number: number;
  keys: Value[];
  skip: number;
  take?: number;
}

/** JSON has no undefined: a key that is missing is `[]`, any other `[value]`. */
export const encodeContinuation = ({ number, keys, skip, take }: Continuation): string =>
  Buffer.from(
    JSON.stringify({ n: number, k: keys.map((key) => (key === undefined ? [] : [key])), s: skip, t: take }),
  ).toString('base64url');

/** @throws CosmosError 400 for anything that {@link encodeContinuation} did not make */
export function decodeContinuation(token: string): Continuation {
  try {
    const { n, k, s, t } = JSON.parse(Buffer.from(token, 'base64url').toString()) as {
      n: number;
      k: Value[][];
      s: number;
      t?: number;
    };
    if (!Number.isInteger(n) || !Number.isInteger(s)) throw new Error('no numbers');
    return { number: n, keys: k.map(([key]) => key), skip: s, ...(t === undefined ? {} : { take: t }) };
  } catch {
    throw badRequest('The continuation token is malformed.');
  }
}
