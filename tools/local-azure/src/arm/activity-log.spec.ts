import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeClock } from '@aro-rp/testing';
import { createActivityLog } from './activity-log.ts';
import { openStore } from './store.ts';

test('the activity log keeps the newest records, by numbers that go on', () => {
  const folder = mkdtempSync(join(tmpdir(), 'arm-log-'));
  const store = openStore(folder);
  const log = createActivityLog(store, createFakeClock(), 10);
  const arrival = { method: 'GET', path: '/', query: '', correlationId: 'c', clientRequestId: 'r' };

  for (let n = 1; n <= 35; n++) expect(log.begin(arrival)).toBe(n);

  expect(log.list().map(({ n }) => n)).toEqual(Array.from({ length: 15 }, (_, at) => at + 21));
  expect(log.list({ after: 33 }).map(({ n }) => n)).toEqual([34, 35]);
  store.close();
  rmSync(folder, { recursive: true });
});
