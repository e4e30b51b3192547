/** The few forms of ASN.1's distinguished encoding rules (ITU-T X.690) that a certificate has. */
const tlv = (tag: number, ...contents: Uint8Array[]): Buffer => {
  const body = Buffer.concat(contents);
  const { length } = body;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), body]);
  const size = length < 0x100 ? [length] : [length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, 0x80 | size.length, ...size]), body]);
};

export const sequence = (...members: Uint8Array[]): Buffer => tlv(0x30, ...members);
export const set = (...members: Uint8Array[]): Buffer => tlv(0x31, ...members);
export const octets = (bytes: Uint8Array): Buffer => tlv(0x04, bytes);
export const utf8 = (text: string): Buffer => tlv(0x0c, Buffer.from(text));
export const boolean = (value: boolean): Buffer => tlv(0x01, Buffer.from([value ? 0xff : 0]));
export const absent = (): Buffer => tlv(0x05);
/** A positive number; the caller sees to it that the first bit is clear and the first byte is not zero. */
export const integer = (bytes: Uint8Array): Buffer => tlv(0x02, bytes);
/** @param unused how many of the last bits do not count */
export const bits = (bytes: Uint8Array, unused = 0): Buffer => tlv(0x03, Buffer.from([unused]), bytes);
/** `[number]` around or in place of the content's own tag. */
export const explicit = (number: number, content: Uint8Array): Buffer => tlv(0xa0 | number, content);
export const implicit = (number: number, content: Uint8Array): Buffer => tlv(0x80 | number, content);

export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const groups = [first * 40 + second, ...rest].flatMap((arc) => {
    const bytes = [arc & 0x7f];
    for (let left = arc >>> 7; left > 0; left >>>= 7) bytes.unshift((left & 0x7f) | 0x80);
    return bytes;
  });
  return tlv(0x06, Buffer.from(groups));
}

/** UTCTime until 2049, GeneralizedTime from then on (RFC 5280 4.1.2.5). */
export function time(at: Date): Buffer {
  const text = at.toISOString().replace(/[-:T]|\.\d+/g, '');
  return at.getUTCFullYear() < 2050 ? tlv(0x17, Buffer.from(text.slice(2))) : tlv(0x18, Buffer.from(text));
}
