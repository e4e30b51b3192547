import fc from 'fast-check';
import { createFakeClock } from '@aro-rp/testing';
import { seconds } from '@aro-rp/time';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore } from '../../store.ts';
import { type Permission } from './actions.ts';
import { createAuthorization } from './index.ts';

const tid = 'tenant';
const subscriptions = ['/subscriptions/one', '/subscriptions/two'];
const scopes = [
  ...subscriptions,
  ...subscriptions.flatMap((one) => [`${one}/resourceGroups/a`, `${one}/resourceGroups/ab`]),
  '/subscriptions/one/resourceGroups/a/providers/N/t/x',
  '/subscriptions/one/resourceGroups/a/providers/N/t/xy',
  '/subscriptions/one/resourceGroups/a/providers/N/t/x/u/y',
  '/subscriptions/one/resourceGroups/a/providers/N/t/x/providers/E/w/z',
];
const actions = ['N/t/read', 'N/t/write', 'N/t/u/read', 'N/t/u/join/action', 'E/w/write'];
const patterns = ['*', '*/read', 'N/*', 'N/t/*', 'N/*/action', 'n/T/WRITE', 'E/w/write', 'N/t/u/join/action', 'N/t'];
const principals = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'];
const guid = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const list = fc.subarray(patterns, { maxLength: 3 });
const permission: fc.Arbitrary<Permission> = fc.record({
  actions: list,
  notActions: list,
  dataActions: list,
  notDataActions: list,
});
const grants = fc.array(
  fc.record({
    scope: fc.constantFrom(...scopes),
    principal: fc.constantFrom(...principals),
    permissions: fc.array(permission, { minLength: 1, maxLength: 2 }),
    removed: fc.boolean(),
  }),
  { maxLength: 6 },
);

/** One letter after the other: `*` takes none or more. */
function fits(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  if (pattern[0] === '*') return fits(pattern.slice(1), text) || (text !== '' && fits(pattern, text.slice(1)));
  return pattern[0]?.toLowerCase() === text[0]?.toLowerCase() && fits(pattern.slice(1), text.slice(1));
}

describe('effective rights', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rights-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are those of all assignments at the scope and above, each less its own exceptions', () => {
    fc.assert(
      fc.property(grants, fc.constantFrom('control', 'data'), (given, plane) => {
        const clock = createFakeClock();
        const store = openStore(folder);
        store.database.exec('DELETE FROM documents');
        const authorization = createAuthorization({
          store,
          clock,
          owners: [],
          assignmentDelay: seconds(0),
          findGroup: () => undefined,
          isRegistered: () => false,
        });
        const caller = { oid: principals[0] ?? '', appid: 'app', tid };
        const { assignments, definitions, rights } = authorization;
        given.forEach(({ scope, principal, permissions, removed }, n) => {
          const body = { properties: { roleName: `r${n}`, permissions, assignableScopes: subscriptions } };
          definitions.put(tid, guid(n), body, caller);
          assignments.seed({ scope, name: guid(n), role: guid(n), principalId: principal });
          if (removed) assignments.remove(scope, guid(n));
        });

        const expected = (action: string, scope: string) =>
          given.some(
            (one) =>
              !one.removed &&
              one.principal === caller.oid &&
              `${scope}/`.startsWith(`${one.scope}/`) &&
              one.permissions.some(({ actions: may, notActions, dataActions, notDataActions }) =>
                plane === 'control'
                  ? may.some((p) => fits(p, action)) && !notActions.some((p) => fits(p, action))
                  : dataActions.some((p) => fits(p, action)) && !notDataActions.some((p) => fits(p, action)),
              ),
          );

        for (const scope of scopes)
          for (const action of actions)
            expect([scope, action, rights.may(caller, action, scope.toUpperCase(), plane)]).toEqual([
              scope,
              action,
              expected(action, scope),
            ]);
        store.close();
      }),
      { numRuns: 60 },
    );
  });
});
