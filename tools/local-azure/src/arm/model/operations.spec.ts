import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeClock } from '@aro-rp/testing';
import { seconds } from '@aro-rp/time';
import { openStore, type Store } from '../store.ts';
import { createOperations } from './operations.ts';

describe('a long operation', () => {
  let folder: string;
  let store: Store;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'arm-operations-'));
    store = openStore(folder);
  });
  afterEach(() => {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('that cannot be ended for now is told of and ends later', async () => {
    const clock = createFakeClock();
    const told: unknown[] = [];
    let isFull = true;
    const finish = () => {
      if (isFull) throw new Error('disk is full');
      return { done: true } as const;
    };
    const operations = createOperations(store, clock, seconds(1), finish, (error) => told.push(error));
    const work = { kind: 'put', resourceId: '/x' } as const;
    const { id } = operations.start({ subscriptionId: 's', location: 'l', apiVersion: 'v', work });

    await clock.advance(seconds(3));
    const meanwhile = operations.get(id)?.status;
    isFull = false;
    await clock.advance(seconds(2));

    expect(told.map(String)).toContain('Error: disk is full');
    expect([meanwhile, operations.get(id)?.status]).toEqual(['InProgress', 'Succeeded']);
    operations.close();
  });
});
