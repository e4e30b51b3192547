import { type Clock } from '@aro-rp/time';
import { type Faults } from '../../faults/index.ts';
import { type Namespace } from '../model/namespace.ts';
import { type Store } from '../store.ts';

export type ServiceBusRight = 'send' | 'receive';

/** Who is let in, and to what. */
export interface Keys {
  /** The key of that name, or undefined when there is none. */
  find(keyName: string): string | undefined;
  /** @param queue without the suffix of its dead letters. @throws BrokerError when it cannot be said just now */
  mayUse(keyName: string, right: ServiceBusRight, queue: string): boolean;
}

/** What every connection of one broker shares. */
export interface Broker {
  namespace: Namespace;
  store: Store;
  clock: Clock;
  faults: Faults;
  keys: Keys;
  /** Bytes; also the limit of a batch. */
  maxMessageSize: number;
  log(line: string): void;
  /** Aborted when the broker ends: nothing is waited for any more. */
  stopped: AbortSignal;
}
