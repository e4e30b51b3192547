import { type Clock } from '@aro-rp/time';
import { type Store } from '../store.ts';
import { Containers } from './containers.ts';
import { Databases } from './databases.ts';
import { Items } from './items.ts';

/** All that one account holds. */
export class Account {
  readonly databases: Databases;
  readonly containers: Containers;
  readonly items: Items;

  constructor(
    readonly store: Store,
    readonly clock: Clock,
    partitions: number,
  ) {
    this.databases = new Databases(store, clock);
    this.containers = new Containers(store, clock, partitions);
    this.items = new Items(store, clock);
  }
}
