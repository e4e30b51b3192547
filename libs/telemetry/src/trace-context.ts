import { randomBytes } from 'node:crypto';

declare const traceparentBrand: unique symbol;
/** A W3C trace context, version 00, as in the header `traceparent`. */
export type Traceparent = string & { readonly [traceparentBrand]: 'traceparent' };

const shape = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** @returns undefined for anything that is not a version 00 context. */
export const parseTraceparent = (text: string | undefined): Traceparent | undefined =>
  text !== undefined && shape.test(text) ? (text as Traceparent) : undefined;

/** A new span below `parent`, or a new sampled trace. */
export function childTraceparent(parent?: Traceparent): Traceparent {
  const [, trace = randomBytes(16).toString('hex'), , flags = '01'] = parent?.split('-') ?? [];
  return `00-${trace}-${randomBytes(8).toString('hex')}-${flags}` as Traceparent;
}
