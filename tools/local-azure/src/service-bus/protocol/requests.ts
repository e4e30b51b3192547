import { systemClock } from '@aro-rp/time';
import { type BrokerError, notImplemented } from '../model/errors.ts';
import { types } from './amqp.ts';
import { type ClientConnection, managementSuffix } from './connection.ts';
import { operations, sending } from './management.ts';
import { accepted, decodeRequest, type IncomingDelivery, type ReceivingLink, type Request, settle } from './rhea.ts';
import { verifySas } from './sas.ts';

/** What a request is answered with. */
export interface Reply {
  status: number;
  description: string;
  body?: Record<string, unknown>;
}

const operationPrefix = 'com.microsoft:';
const creditWindow = 100;

/** A link on which a client sends requests: to `$cbs` or to an entity's `$management`. */
export function openRequestLink(client: ClientConnection, link: ReceivingLink, address: string): void {
  link.add_credit(creditWindow);
  link.on('message', ({ message, delivery }: { message: Buffer; delivery: IncomingDelivery }) => {
    settle(link, 'receiver', delivery, accepted());
    if (link.credit < creditWindow / 2) link.add_credit(creditWindow - link.credit);
    const request = decodeRequest(message);
    const properties = request.application_properties ?? {};
    const operation = String(properties['operation'] ?? '').replace(operationPrefix, '');
    void client.answer({
      operation,
      entity: address,
      work: () =>
        address === '$cbs' ? putToken(client, operation, request) : manage(client, operation, request, address),
      succeeded: (reply) => respond(client, request, reply as Reply),
      refused: (error) => respond(client, request, { status: error.status, description: error.description }, error),
    });
  });
}

/** AMQP claims-based security: `put-token`. The client signs by the machine's clock, so a test's clock is not asked. */
function putToken(client: ClientConnection, operation: string, request: Request): Reply {
  if (operation !== 'put-token') throw notImplemented(`The operation '${operation}' on $cbs`);
  const type = String(request.application_properties?.['type'] ?? '');
  if (type !== 'servicebus.windows.net:sastoken') throw notImplemented(`A token of type '${type}'`);
  client.signed = verifySas(String(request.body), client.broker.keys.find, systemClock.now());
  return { status: 202, description: 'Accepted' };
}

function manage(client: ClientConnection, operation: string, request: Request, address: string): Reply {
  const queue = client.broker.namespace.queue(address.slice(0, -managementSuffix.length));
  const run = operations[operation];
  if (!run) throw notImplemented(`The operation '${operation}'`);
  client.require(sending.has(operation) ? 'send' : 'receive', queue);
  return run(queue, (request.body ?? {}) as Record<string, unknown>);
}

function respond(client: ClientConnection, request: Request, reply: Reply, error?: BrokerError): void {
  const link = request.reply_to === undefined ? undefined : client.replies.get(request.reply_to);
  if (!link?.is_open()) return;
  const delivery = link.send({
    to: request.reply_to,
    correlation_id: request.message_id,
    application_properties: {
      statusCode: types.wrap_int(reply.status),
      statusDescription: reply.description,
      'status-code': types.wrap_int(reply.status),
      'status-description': reply.description,
      ...(error ? { errorCondition: types.wrap_symbol(error.condition) } : {}),
    },
    body: types.wrap_map(reply.body ?? {}),
  });
  // Sent settled: nothing is done with the outcome of an answer.
  delivery.settled = true;
}
