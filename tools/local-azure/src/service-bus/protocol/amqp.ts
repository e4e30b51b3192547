import rhea from 'rhea';

/** An AMQP value with its exact type, as `rhea` holds it. */
export interface Typed {
  type: { typecode: number; width: number };
  value: unknown;
  descriptor?: { value: number | string };
}

interface Types {
  Reader: new (buffer: Uint8Array) => { position: number; remaining(): number; read(): Typed };
  Writer: new () => { write(value: Typed): void; toBuffer(): Buffer };
  wrap(value: unknown): Typed;
  unwrap(value: Typed): unknown;
  described(descriptor: Typed, value: Typed): Typed;
  wrap_ulong(value: number): Typed;
  wrap_uint(value: number): Typed;
  wrap_int(value: number): Typed;
  wrap_long(value: number): Typed;
  wrap_string(value: string): Typed;
  wrap_symbol(value: string): Typed;
  wrap_boolean(value: boolean): Typed;
  wrap_timestamp(value: number): Typed;
  wrap_uuid(value: Buffer): Typed;
  wrap_list(values: unknown[]): Typed;
  wrap_array(values: unknown[], typecode: number): Typed;
  wrap_map(value: Record<string, unknown>): Typed;
  wrap_symbolic_map(value: Record<string, unknown>): Typed;
  Map32(items: Typed[]): Typed;
  Long(value: number): Typed;
  Null(): Typed;
}

/** `rhea`'s codec of AMQP 1.0 part 1, whose own typings leave all values untyped. */
export const types = rhea.types as unknown as Types;

/** Type codes of AMQP 1.0 part 1.6, for arrays. */
export const typecodes = { long: 0x81, timestamp: 0x83 } as const;

export function encode(...values: Typed[]): Buffer {
  const writer = new types.Writer();
  for (const value of values) writer.write(value);
  return writer.toBuffer();
}

export const decode = (bytes: Uint8Array): Typed => new types.Reader(Buffer.from(bytes)).read();

/** A described list or map: sections and performatives. */
export const described = (descriptor: number, value: Typed): Typed =>
  types.described(types.wrap_ulong(descriptor), value);
