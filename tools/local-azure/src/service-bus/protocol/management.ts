import { BrokerError } from '../model/errors.ts';
import { type AddedProperties, type Settlement } from '../model/message.ts';
import { type Queue } from '../model/queue.ts';
import { typecodes, types } from './amqp.ts';
import { readMessage } from './incoming.ts';
import { fromUuid, toUuid } from './lock-token.ts';
import { writeMessage } from './outgoing.ts';
import { type Reply } from './requests.ts';

type Body = Record<string, unknown>;

/** The operations of an entity's `$management` (AMQP request/response in Azure Service Bus), without their prefix. */
export const operations: Record<string, (queue: Queue, body: Body) => Reply> = {
  'renew-lock': (queue, body) => {
    const ends = tokens(body).map((token) => queue.renew(token));
    return ok({ expirations: types.wrap_array(ends, typecodes.timestamp) });
  },

  'update-disposition': (queue, body) => {
    const settlement = readSettlement(body);
    for (const token of tokens(body)) queue.settle(token, settlement);
    return ok();
  },

  'schedule-message': (queue, body) => {
    const messages = list(body['messages']).map((one) => readMessage((one as { message: Buffer }).message));
    return ok({ 'sequence-numbers': types.wrap_array(queue.send(messages), typecodes.long) });
  },

  'cancel-scheduled-message': (queue, body) => {
    queue.cancel(sequences(body));
    return ok();
  },

  'peek-message': (queue, body) => {
    const found = queue.peek(Number(body['from-sequence-number'] ?? 0), Number(body['message-count'] ?? 1));
    if (found.length === 0) return { status: 204, description: 'No content' };
    return ok({ messages: found.map((delivery) => ({ message: writeMessage(delivery) })) });
  },

  'receive-by-sequence-number': (queue, body) => {
    const deletes = Number(body['receiver-settle-mode'] ?? 1) === 0;
    const found = queue.receiveDeferred(sequences(body), deletes);
    return ok({
      messages: found.map((delivery) => ({
        message: writeMessage(delivery),
        ...(delivery.message.lock ? { 'lock-token': types.wrap_uuid(toUuid(delivery.message.lock.token)) } : {}),
      })),
    });
  },
};

/** Those for which one has to be allowed to send; the others are for receivers. */
export const sending: ReadonlySet<string> = new Set(['schedule-message', 'cancel-scheduled-message']);

const ok = (body?: Record<string, unknown>): Reply => ({ status: 200, description: 'OK', ...(body ? { body } : {}) });

const list = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);

const tokens = (body: Body): string[] => list(body['lock-tokens']).map((token) => fromUuid(token as Buffer));

const sequences = (body: Body): number[] => list(body['sequence-numbers']).map(Number);

/** The statuses are Azure's, misspelling included. */
function readSettlement(body: Body): Settlement {
  const added = (body['properties-to-modify'] ?? {}) as AddedProperties;
  const text = (name: string) => (body[name] === undefined || body[name] === null ? undefined : String(body[name]));
  const status = text('disposition-status');
  const reason = text('deadletter-reason');
  const description = text('deadletter-description');
  switch (status) {
    case 'completed':
      return { kind: 'complete' };
    case 'abandoned':
      return { kind: 'abandon', added };
    case 'defered':
      return { kind: 'defer', added };
    case 'suspended':
      return {
        kind: 'dead-letter',
        added,
        ...(reason === undefined ? {} : { reason }),
        ...(description === undefined ? {} : { description }),
      };
    default:
      throw new BrokerError('amqp:invalid-field', `disposition-status '${String(status)}' is not known.`, 400);
  }
}
