import { type Clock } from '@aro-rp/time';
import { type Faults } from '../../faults/index.ts';
import { type Namespace } from '../model/namespace.ts';
import { type Store } from '../store.ts';

/** What every connection of one broker shares. */
export interface Broker {
  namespace: Namespace;
  store: Store;
  clock: Clock;
  faults: Faults;
  keyName: string;
  key: string;
  /** Bytes; also the limit of a batch. */
  maxMessageSize: number;
  log(line: string): void;
  /** Aborted when the broker ends: nothing is waited for any more. */
  stopped: AbortSignal;
}
