import { type AddedProperties, type Delivery, type MessageState } from '../model/message.ts';
import { decode, described, encode, type Typed, types } from './amqp.ts';
import { section } from './sections.ts';

const states: Record<MessageState, number> = { active: 0, deferred: 1, scheduled: 2 };

/** The encoded message as a client receives it: the sender's own bytes with the broker's header and annotations. */
export function writeMessage({ message, content }: Delivery): Buffer {
  const { lock } = message;
  const broker: Record<string, Typed> = {
    'x-opt-sequence-number': types.wrap_long(message.sequence),
    'x-opt-enqueue-sequence-number': types.wrap_long(message.sequence),
    'x-opt-enqueued-time': types.wrap_timestamp(message.enqueuedAt),
    'x-opt-message-state': types.wrap_int(states[message.state]),
    ...(lock ? { 'x-opt-locked-until': types.wrap_timestamp(lock.until) } : {}),
    ...(message.deadLetterSource === null
      ? {}
      : { 'x-opt-deadletter-source': types.wrap_string(message.deadLetterSource) }),
  };
  return Buffer.concat([
    encode(header(message.timeToLive, Math.max(0, message.deliveries - 1)), annotations(content.annotations, broker)),
    content.properties,
    applicationProperties(content.applicationProperties, message.added),
    content.body,
  ]);
}

/** `delivery-count` is the number of deliveries that failed, 0 at first (AMQP 1.0 3.2.1). */
function header(timeToLive: number | null, failed: number): Typed {
  const ttl = timeToLive === null ? types.Null() : types.wrap_uint(Math.min(timeToLive, 0xffffffff));
  return described(
    section.header,
    types.wrap_list([types.wrap_boolean(true), types.Null(), ttl, types.wrap_boolean(false), types.wrap_uint(failed)]),
  );
}

/** The sender's annotations stay, but for those that are the broker's to say. */
function annotations(sent: Uint8Array | null, broker: Record<string, Typed>): Typed {
  const items: Typed[] = [];
  const own = sent ? (decode(sent).value as Typed[]) : [];
  for (let at = 0; at + 1 < own.length; at += 2) {
    const [name, value] = [own[at], own[at + 1]];
    if (name && value && !(String(name.value) in broker)) items.push(name, value);
  }
  for (const [name, value] of Object.entries(broker)) items.push(types.wrap_symbol(name), value);
  return described(section.messageAnnotations, types.Map32(items));
}

function applicationProperties(sent: Uint8Array | null, added: AddedProperties): Uint8Array {
  const names = Object.keys(added);
  if (names.length === 0) return sent ?? Buffer.alloc(0);
  const items: Typed[] = [];
  const own = sent ? (decode(sent).value as Typed[]) : [];
  for (let at = 0; at + 1 < own.length; at += 2) {
    const [name, value] = [own[at], own[at + 1]];
    if (name && value && !names.includes(String(name.value))) items.push(name, value);
  }
  for (const name of names) items.push(types.wrap_string(name), types.wrap(added[name]));
  return encode(described(section.applicationProperties, types.Map32(items)));
}
