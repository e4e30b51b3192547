import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeClock } from '@aro-rp/testing';
import { openStore } from '../../store.ts';
import { roles } from './built-in-roles.ts';
import { ensureFirst } from './first-assignments.ts';
import { createAuthorization } from './index.ts';
import { seconds } from '@aro-rp/time';

it('gives what principals start with once, effective at once: what was taken away stays away', () => {
  const folder = mkdtempSync(join(tmpdir(), 'first-'));
  const store = openStore(folder);
  const authorization = createAuthorization({
    store,
    clock: createFakeClock(),
    owners: [],
    assignmentDelay: seconds(5),
    findGroup: () => undefined,
    isRegistered: () => false,
  });
  const { assignments, rights } = authorization;
  const caller = { oid: '00000000-0000-4000-8000-000000000001', appid: 'app', tid: 'tenant' };
  const first = [{ scope: '/subscriptions/s', role: roles.owner.name, principalId: caller.oid }];
  const mayWrite = () => rights.may(caller, 'N/t/write', '/subscriptions/s/resourceGroups/g');

  ensureFirst(store, assignments, first);
  const given = mayWrite();
  const [made] = assignments.list('/subscriptions/s');
  assignments.remove('/subscriptions/s', made?.name ?? '');
  ensureFirst(store, assignments, first);

  expect([given, mayWrite()]).toEqual([true, false]);
  store.close();
  rmSync(folder, { recursive: true });
});
