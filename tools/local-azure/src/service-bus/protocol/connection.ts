import { type Socket } from 'node:net';
import { milliseconds, systemClock } from '@aro-rp/time';
import { BrokerError, entityNotFound, notAllowed, notImplemented, unauthorized } from '../model/errors.ts';
import { deadLetterSuffix } from '../model/namespace.ts';
import { type Queue } from '../model/queue.ts';
import { type Broker, type ServiceBusRight } from './broker.ts';
import { ConsumingLink } from './consuming-link.ts';
import { faultError } from './faults.ts';
import { openPublishingLink } from './publishing-link.ts';
import { openRequestLink } from './requests.ts';
import {
  accept,
  type Connection,
  keepBytes,
  type Link,
  type ReceivingLink,
  type SendingLink,
  type Session,
} from './rhea.ts';
import { type Signed } from './sas.ts';

interface Exchange {
  /** The name by which faults are injected. */
  operation: string;
  entity: string;
  /** Changes the model, in the turn of the call. @throws BrokerError */
  work: () => unknown;
  /** Called when what `work` did is on disk. */
  succeeded: (result: unknown) => void;
  refused: (error: BrokerError) => void;
}

export const managementSuffix = '/$management';
const sessionFilter = 'com.microsoft:session-filter';

/** One client's connection: authorisation, and which link leads where. */
export class ClientConnection {
  /** Links on which requests are answered, by the address that requests give as `reply_to`. */
  readonly replies = new Map<string, SendingLink>();
  /** The client's latest token, whose end is one of the machine's clock. */
  signed: Signed | undefined;
  readonly #consumers = new Map<Link, ConsumingLink>();
  /** What no longer has to be told that its queue was removed. */
  readonly #watches = new Map<Link, () => void>();

  constructor(
    readonly broker: Broker,
    private readonly socket: Socket,
  ) {
    socket.once('close', () => this.#closed());
    accept(socket, (connection) => this.#listen(connection));
  }

  /** Ends the connection without a word, as a broken network does. */
  cut(): void {
    this.socket.destroy();
  }

  /** Ends with the words of Azure Service Bus for a token without the claim. @throws BrokerError `amqp:unauthorized-access` */
  require(right: ServiceBusRight, queue: Queue): void {
    const name = queueNameOf(queue.address);
    if (this.#isSigned() && this.broker.keys.mayUse(this.signed?.keyName ?? '', right, name)) return;
    const claim = right === 'send' ? 'Send' : 'Listen';
    throw unauthorized(
      `Unauthorized access. '${claim}' claim(s) are required to perform this operation. Resource: '${queue.address}'.`,
    );
  }

  /** Does what a client asks for, with faults, and answers when it is durable. Never rejects. */
  async answer({ operation, entity, work, succeeded, refused }: Exchange): Promise<void> {
    const { clock, faults, stopped, store } = this.broker;
    const fault = faults.strike('service-bus', operation, entity);
    try {
      if (fault?.kind === 'drop') return this.cut();
      if (fault?.kind === 'hang') return;
      if (fault?.kind === 'status') throw faultError(fault);
      if (fault?.kind === 'delay') await clock.sleep(milliseconds(fault.ms), stopped);
      // The model must not run ahead of a store that takes nothing any more.
      store.requireSound();
      const result = work();
      await store.durable();
      if (fault?.kind === 'lose-answer') return this.cut();
      if (!this.socket.destroyed) succeeded(result);
    } catch (error) {
      if (this.socket.destroyed) return;
      if (!(error instanceof BrokerError)) this.broker.log(`${operation} on ${entity} failed: ${String(error)}`);
      refused(
        error instanceof BrokerError ? error : new BrokerError('amqp:internal-error', (error as Error).message, 500),
      );
    }
  }

  #listen(connection: Connection): void {
    connection.on('session_open', ({ session }: { session: Session }) => keepBytes(session));
    connection.on('receiver_open', ({ receiver }: { receiver: ReceivingLink }) =>
      this.#attach(receiver, () => this.#openIncoming(receiver)),
    );
    connection.on('sender_open', ({ sender }: { sender: SendingLink }) =>
      this.#attach(sender, () => this.#openOutgoing(sender)),
    );
    connection.on('sender_close', ({ sender }: { sender: Link }) => this.#forget(sender));
    connection.on('session_close', ({ session }: { session: Session }) => {
      for (const link of [...this.#watches.keys()]) if (link.session === session) this.#forget(link);
    });
    connection.on('receiver_close', ({ receiver }: { receiver: Link }) => this.#forget(receiver));
    for (const name of ['connection_close', 'disconnected']) connection.on(name, () => undefined);
    for (const name of ['error', 'protocol_error']) {
      connection.on(name, (error: unknown) => {
        this.broker.log(`a client broke the protocol: ${String((error as Error).message ?? error)}`);
        this.cut();
      });
    }
  }

  /** `rhea` answers the attach after this event; a refusal is that attach and then a detach with the error. */
  #attach(link: Link, open: () => void): void {
    link.local.attach.snd_settle_mode = link.snd_settle_mode;
    link.local.attach.rcv_settle_mode = link.rcv_settle_mode;
    link.set_source({ ...(link.source?.address === undefined ? {} : { address: link.source.address }) });
    link.set_target({ ...(link.target?.address === undefined ? {} : { address: link.target.address }) });
    try {
      open();
    } catch (error) {
      if (!(error instanceof BrokerError)) throw error;
      this.broker.log(`a link was refused: ${error.message}`);
      link.close({ condition: error.condition, description: error.description });
    }
  }

  #openIncoming(link: ReceivingLink): void {
    const address = link.target?.address ?? '';
    if (address === '$cbs') return openRequestLink(this, link, address);
    this.#requireToken();
    if (address.toLowerCase().endsWith(managementSuffix)) return openRequestLink(this, link, address);
    const queue = this.broker.namespace.queue(address);
    if (address.toLowerCase().endsWith('/$deadletterqueue')) throw notAllowed('A dead-letter queue takes no messages.');
    this.require('send', queue);
    openPublishingLink(this, link, queue);
    this.#watch(link, queue);
  }

  #openOutgoing(link: SendingLink): void {
    const address = link.source?.address ?? '';
    if (address === '$cbs' || address.toLowerCase().endsWith(managementSuffix)) {
      if (address !== '$cbs') this.#requireToken();
      for (const name of [link.name, link.target?.address]) if (name) this.replies.set(name, link);
      return;
    }
    this.#requireToken();
    const queue = this.broker.namespace.queue(address);
    this.require('receive', queue);
    if (Object.keys(link.source?.filter ?? {}).includes(sessionFilter)) throw notImplemented('Sessions');
    this.#consumers.set(link, new ConsumingLink(this, link, queue));
    this.#watch(link, queue);
  }

  #isSigned(): boolean {
    return this.signed !== undefined && this.signed.until > systemClock.now();
  }

  #requireToken(): void {
    if (!this.#isSigned())
      throw unauthorized("Unauthorized access. 'Send' or 'Listen' claim(s) are required to perform this operation.");
  }

  /** A link does not outlive its queue. */
  #watch(link: Link, queue: Queue): void {
    const end = () => {
      const { condition, description } = entityNotFound(queue.address);
      link.close({ condition, description });
      this.#forget(link);
    };
    queue.removed.addEventListener('abort', end, { once: true });
    this.#watches.set(link, () => queue.removed.removeEventListener('abort', end));
  }

  #forget(link: Link): void {
    this.#consumers.get(link)?.close();
    this.#consumers.delete(link);
    this.#watches.get(link)?.();
    this.#watches.delete(link);
    for (const [name, reply] of this.replies) if (reply === link) this.replies.delete(name);
  }

  #closed(): void {
    for (const link of [...this.#watches.keys()]) this.#forget(link);
    this.replies.clear();
  }
}

const queueNameOf = (address: string): string =>
  address.toLowerCase().endsWith(deadLetterSuffix.toLowerCase()) ? address.slice(0, -deadLetterSuffix.length) : address;
