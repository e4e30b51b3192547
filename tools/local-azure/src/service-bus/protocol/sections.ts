import { types } from './amqp.ts';

/** AMQP 1.0 part 3.2: the descriptors of a message's sections. */
export const section = {
  header: 0x70,
  deliveryAnnotations: 0x71,
  messageAnnotations: 0x72,
  properties: 0x73,
  applicationProperties: 0x74,
  data: 0x75,
  sequence: 0x76,
  value: 0x77,
  footer: 0x78,
} as const;

const names: Record<string, number> = {
  'amqp:header:list': section.header,
  'amqp:delivery-annotations:map': section.deliveryAnnotations,
  'amqp:message-annotations:map': section.messageAnnotations,
  'amqp:properties:list': section.properties,
  'amqp:application-properties:map': section.applicationProperties,
  'amqp:data:binary': section.data,
  'amqp:amqp-sequence:list': section.sequence,
  'amqp:amqp-value:*': section.value,
  'amqp:value:*': section.value,
  'amqp:footer:map': section.footer,
};

export interface Section {
  code: number;
  /** Descriptor and value. */
  bytes: Buffer;
}

/** Cuts an encoded message into its sections without decoding their values. @throws Error when it is not one */
export function split(message: Buffer): Section[] {
  const sections: Section[] = [];
  let at = 0;
  while (at < message.length) {
    if (message[at] !== 0) throw new Error('a section has no descriptor');
    const reader = new types.Reader(message);
    reader.position = at + 1;
    const descriptor = reader.read().value;
    const code = typeof descriptor === 'number' ? descriptor : (names[String(descriptor)] ?? -1);
    const end = reader.position + valueSize(message, reader.position);
    if (end > message.length) throw new Error('a section is cut off');
    sections.push({ code, bytes: message.subarray(at, end) });
    at = end;
  }
  return sections;
}

/** The size of an encoded value with its constructor: AMQP 1.0 part 1.2, the category is the code's upper half. */
function valueSize(message: Buffer, at: number): number {
  const category = message.readUInt8(at) >> 4;
  if (category >= 0x4 && category <= 0x9) return 1 + (category === 0x4 ? 0 : 2 ** (category - 5));
  if (category === 0xa || category === 0xc || category === 0xe) return 2 + message.readUInt8(at + 1);
  if (category === 0xb || category === 0xd || category === 0xf) return 5 + message.readUInt32BE(at + 1);
  throw new Error(`0x${message.readUInt8(at).toString(16)} is no type code`);
}
