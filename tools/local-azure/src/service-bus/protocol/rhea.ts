import { type EventEmitter } from 'node:events';
import { type Socket } from 'node:net';
import rhea, { type ConnectionOptions } from 'rhea';
import { described, type Typed, types } from './amqp.ts';

/**
 * What this broker uses of `rhea` 3.0.5 beyond its public face. Everything private is named here and nowhere else, so
 * another version of `rhea` is checked against this file.
 */
export interface Connection extends EventEmitter {
  accept(socket: Socket): void;
  /** Private: has frames written at the end of the turn. */
  _register(): void;
  /** Private: stops its timers. rhea does it by itself only when the peer ends the connection. */
  _disconnected(): void;
}

export interface Session extends EventEmitter {
  /** Private: decodes format 0 itself, see {@link keepBytes}. */
  on_transfer(frame: { performative: { message_format: number | undefined } }): void;
  /** Private: writes a frame at once. */
  output(frame: Typed): void;
}

interface Terminus {
  address?: string;
  filter?: Record<string, unknown>;
}

export interface Link extends EventEmitter {
  name: string;
  session: Session;
  connection: Connection;
  source: Terminus | null;
  target: Terminus | null;
  snd_settle_mode: number;
  rcv_settle_mode: number;
  /** Private: our side of the attach, written after the event in which the link opens. */
  local: { attach: { snd_settle_mode: number; rcv_settle_mode: number; max_message_size: number } };
  credit: number;
  /** Private. */
  delivery_count: number;
  set_source(terminus: Terminus): void;
  set_target(terminus: Terminus): void;
  close(error?: { condition: string; description: string }): void;
  is_open(): boolean;
}

/** The side of a link on which we send. */
export interface SendingLink extends Link {
  send(payload: unknown, tag?: Buffer, format?: number): OutgoingDelivery;
  /** Private: the peer has asked to use up its credit. */
  _draining: boolean;
  /** Private: asked when a flow is written. */
  _get_drain(): boolean;
  /** Private: a flow is due. */
  issue_flow: boolean;
}

/** The side of a link on which we receive. */
export interface ReceivingLink extends Link {
  add_credit(credit: number): void;
}

export interface IncomingDelivery {
  id: number;
  settled: boolean;
  /** Private. */
  remote_settled: boolean;
}

export interface OutgoingDelivery extends IncomingDelivery {
  tag: Buffer;
  remote_state: Outcome;
}

/** A delivery state; `value` holds its fields with their types (private). */
export interface Outcome {
  value: Typed[];
  undeliverable_here?: boolean;
  error?: { condition: string; description?: string; value: Typed[] };
  described(): Typed;
}

export interface Request {
  message_id?: string;
  reply_to?: string;
  application_properties?: Record<string, unknown>;
  body?: unknown;
}

export function accept(socket: Socket, listen: (connection: Connection) => void): void {
  const connection = rhea.create_container({ id: 'local-service-bus' }).create_connection({
    // Everything that rhea would do by itself is switched off: the broker settles and grants credit.
    autoaccept: false,
    autosettle: false,
    treat_modified_as_released: false,
    credit_window: 0,
    receiver_options: { autoaccept: false, autosettle: false, credit_window: 0 },
    sender_options: { autosettle: false, treat_modified_as_released: false },
    max_frame_size: 65_536,
    idle_time_out: 240_000,
    tcp_no_delay: true,
    reconnect: false,
  } as object as ConnectionOptions) as unknown as Connection;
  listen(connection);
  connection.accept(socket);
  socket.once('close', () => connection._disconnected());
}

/** rhea's name for "format 0" once {@link keepBytes} is in place. */
const rawFormat = 1;

/** Makes rhea hand out every transfer as the bytes that the client sent: its decoder would lose AMQP's types. */
export function keepBytes(session: Session): void {
  const onTransfer = session.on_transfer.bind(session);
  session.on_transfer = (frame) => {
    if (frame.performative.message_format === 0) frame.performative.message_format = rawFormat;
    onTransfer(frame);
  };
}

export const decodeRequest = (bytes: Buffer): Request => rhea.message.decode(bytes) as unknown as Request;

const disposition = 0x15;
export const accepted = (): Typed => described(0x24, types.wrap_list([]));
export const rejected = (condition: string, description: string): Typed =>
  described(
    0x25,
    types.wrap_list([
      described(0x1d, types.wrap_list([types.wrap_symbol(condition), types.wrap_string(description), types.Null()])),
    ]),
  );

/**
 * Settles one delivery with a disposition of its own. rhea's writer merges neighbours into the first one's outcome,
 * whatever theirs is, so it must never see them.
 * @param side who we are on the link (AMQP 1.0 2.7.6)
 */
export function settle(link: Link, side: 'sender' | 'receiver', delivery: IncomingDelivery, state: Typed): void {
  const id = types.wrap_uint(delivery.id);
  const role = types.wrap_boolean(side === 'receiver');
  link.session.output(described(disposition, types.wrap_list([role, id, id, types.wrap_boolean(true), state])));
  // Both, or the delivery stays in the session's buffer of 2,048 for ever.
  delivery.settled = true;
  delivery.remote_settled = true;
  link.connection._register();
}
