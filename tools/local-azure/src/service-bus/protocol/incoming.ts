import { randomUUID } from 'node:crypto';
import { type NewMessage } from '../model/message.ts';
import { decode, described, encode, type Typed, types } from './amqp.ts';
import { section, split } from './sections.ts';

/** The message format of a batch: each data section is one complete encoded message (Service Bus). */
export const batchFormat = 0x80013700;

/**
 * What a client has sent, as messages for a queue.
 * @throws Error when the bytes are no AMQP message
 */
export function readTransfer(payload: Buffer, format: number): NewMessage[] {
  if (format !== batchFormat) return [readMessage(payload)];
  return split(payload)
    .filter((part) => part.code === section.data)
    .map((part) => readMessage(decode(part.bytes).value as Buffer));
}

/** @throws Error when the bytes are no AMQP message */
export function readMessage(payload: Buffer): NewMessage {
  const sections = split(payload);
  const bytesOf = (code: number) => sections.find((one) => one.code === code)?.bytes;
  const annotations = bytesOf(section.messageAnnotations);
  const properties = withMessageId(bytesOf(section.properties));
  const timeToLive = readTimeToLive(bytesOf(section.header));
  const scheduledFor = annotations && readScheduledTime(annotations);
  return {
    messageId: properties.messageId,
    content: {
      annotations: annotations ?? null,
      properties: properties.bytes,
      applicationProperties: bytesOf(section.applicationProperties) ?? null,
      body: Buffer.concat(sections.filter((one) => one.code >= section.data).map((one) => one.bytes)),
    },
    ...(timeToLive === undefined ? {} : { timeToLive }),
    ...(scheduledFor === undefined ? {} : { scheduledFor }),
  };
}

/** The broker names a message that has no id: without one the SDK cannot settle it. */
function withMessageId(bytes: Buffer | undefined): { bytes: Buffer; messageId: string } {
  const fields = bytes ? [...(decode(bytes).value as Typed[])] : [];
  const present = fields[0]?.value;
  if (bytes && present !== undefined && present !== null && present !== '') {
    return { bytes, messageId: Buffer.isBuffer(present) ? present.toString('hex') : String(present) };
  }
  const messageId = randomUUID().replaceAll('-', '');
  fields[0] = types.wrap_string(messageId);
  return { bytes: encode(described(section.properties, types.wrap_list(fields.map(asTyped)))), messageId };
}

/** `wrap` takes a typed value as it is only when it says so itself, as `rhea`'s do. */
const asTyped = (value: Typed | undefined): Typed => value ?? types.Null();

function readTimeToLive(header: Buffer | undefined): number | undefined {
  const ttl = header && (decode(header).value as Typed[])[2]?.value;
  return typeof ttl === 'number' ? ttl : undefined;
}

function readScheduledTime(annotations: Buffer): number | undefined {
  const items = decode(annotations).value as Typed[];
  const at = items.findIndex((item, index) => index % 2 === 0 && item.value === 'x-opt-scheduled-enqueue-time');
  const value = at < 0 ? undefined : items[at + 1]?.value;
  if (value instanceof Date) return value.getTime();
  return typeof value === 'number' ? value : undefined;
}
