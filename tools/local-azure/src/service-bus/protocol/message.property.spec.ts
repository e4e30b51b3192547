import fc from 'fast-check';
import rhea from 'rhea';
import { type Content, type StoredMessage } from '../model/message.ts';
import { readMessage } from './incoming.ts';
import { fromTag, fromUuid, toTag, toUuid } from './lock-token.ts';
import { writeMessage } from './outgoing.ts';

const stored = (added: StoredMessage['added'] = {}): StoredMessage => ({
  row: 1,
  sequence: 7,
  messageId: 'id',
  state: 'active',
  enqueuedAt: 1000,
  scheduledFor: null,
  timeToLive: null,
  expiresAt: null,
  deliveries: 3,
  lock: { token: '00112233-4455-6677-8899-aabbccddeeff', until: 2000 },
  added,
  deadLetterSource: null,
});

const decode = (content: Content, added?: StoredMessage['added']) =>
  rhea.message.decode(writeMessage({ message: stored(added), content }));

const text = fc.string({ maxLength: 400 });
/** rhea's decoder, which is only the spec's, makes plain objects of maps. */
const key = fc.string({ minLength: 1, maxLength: 300 }).filter((name) => name !== '__proto__');
const value = fc.oneof(text, fc.integer({ min: -(2 ** 31), max: 2 ** 31 }), fc.boolean());

test('properties, application properties and body come out as they went in', () => {
  fc.assert(
    fc.property(
      fc.record({
        message_id: fc.string({ minLength: 1, maxLength: 128 }),
        subject: text,
        application_properties: fc.dictionary(key, value, {
          noNullPrototype: true,
        }),
        body: fc.oneof(
          text,
          fc.uint8Array({ maxLength: 1000 }).map((bytes) => Buffer.from(bytes)),
        ),
      }),
      (sent) => {
        const read = readMessage(rhea.message.encode(sent));

        expect(read.messageId).toBe(sent.message_id);
        const { message_id, subject, application_properties, body } = decode(read.content);
        expect({ message_id, subject, application_properties, body }).toEqual(sent);
      },
    ),
  );
});

test('the header counts failed deliveries, the annotations are the broker’s, the sender’s own stay', () => {
  const sent = { body: 'x', message_annotations: { own: 'kept', 'x-opt-sequence-number': 99 } };

  const message = decode(readMessage(rhea.message.encode(sent)).content);

  expect(message.delivery_count).toBe(2);
  expect(message.message_annotations).toMatchObject({
    own: 'kept',
    'x-opt-sequence-number': 7,
    'x-opt-locked-until': new Date(2000),
    'x-opt-message-state': 0,
  });
});

test('added properties join or replace those of the sender', () => {
  const sent = { body: 'x', application_properties: { kept: 1, changed: 'old' } };
  const { content } = readMessage(rhea.message.encode(sent));

  expect(decode(content, { changed: 'new', added: true }).application_properties).toEqual({
    kept: 1,
    changed: 'new',
    added: true,
  });
});

test('time to live and scheduled time are read from where the SDK writes them', () => {
  const at = new Date(5000);
  const sent = { body: 'x', ttl: 1234, message_annotations: { 'x-opt-scheduled-enqueue-time': at } };

  expect(readMessage(rhea.message.encode(sent))).toMatchObject({ timeToLive: 1234, scheduledFor: 5000 });
});

test.each([
  ['is cut off', rhea.message.encode({ message_id: 'id', body: 'text' }).subarray(0, -1)],
  ['has no sections', Buffer.from('no message')],
  ['has a type that is none', Buffer.from([0, 0x53, 0x73, 0x1f])],
])('a message that %s is refused', (_, bytes) => {
  expect(() => readMessage(bytes)).toThrow();
});

test('a lock token is the same token as a tag in .NET order and as a uuid', () => {
  fc.assert(
    fc.property(fc.uuid(), (token) => {
      expect(fromTag(toTag(token))).toBe(token);
      expect(fromUuid(toUuid(token))).toBe(token);
    }),
  );
  expect(toTag('00112233-4455-6677-8899-aabbccddeeff').toString('hex')).toBe('33221100554477668899aabbccddeeff');
});
