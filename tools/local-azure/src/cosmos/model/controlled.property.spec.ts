import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFakeClock } from '@aro-rp/testing';
import fc from 'fast-check';
import { type ControlledDatabase } from '../control.ts';
import { Store } from '../store.ts';
import { Account } from './account.ts';
import { Controlled } from './controlled.ts';

const ids = ['a', 'b'];
const instance = fc.constantFrom('first', 'second');
const container = fc.record({
  id: fc.constantFrom(...ids),
  instance,
  defaultTtl: fc.constantFrom(-1, 60),
});
const database = fc.record({
  id: fc.constantFrom(...ids),
  instance,
  containers: fc.uniqueArray(container, { selector: ({ id }) => id }),
});
/** What the control plane says, again and again; now and then everything is opened again. */
const history = fc.array(
  fc.record({ said: fc.uniqueArray(database, { selector: ({ id }) => id }), isReopened: fc.boolean() }),
  { maxLength: 8 },
);
type Said = { id: string; instance: string; containers: { id: string; instance: string; defaultTtl: number }[] }[];

const stateOf = (said: Said): ControlledDatabase[] =>
  said.map(({ containers, ...one }) => ({
    ...one,
    containers: containers.map(({ id, instance: of, defaultTtl }) => ({
      instance: of,
      definition: { id, defaultTtl, partitionKey: { paths: ['/pk'], kind: 'Hash', version: 2 } },
    })),
  }));

/** Of every container that the key has not made: where it is, which one it is, its time to live. */
function found({ databases, containers }: Account): Map<string, { rid: string; defaultTtl: number | undefined }> {
  return new Map(
    databases
      .list()
      .flatMap((one) => containers.list(one).map((inside) => [`${one.id}/${inside.id}`, inside] as const))
      .map(([path, { rid, definition }]) => [path, { rid, defaultTtl: definition.defaultTtl }]),
  );
}

it('has what the control plane says last, and the same container for as long as it says the same of it', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      const folder = mkdtempSync(join(tmpdir(), 'cosmos-controlled-'));
      const open = () => {
        const store = new Store(join(folder, 'cosmos.sqlite'));
        const account = new Account(store, createFakeClock(), 1);
        return { store, account, controlled: new Controlled(account) };
      };
      let opened = open();
      const key = { partitionKey: { paths: ['/pk'], kind: 'Hash' as const, version: 2 as const } };
      await opened.store.write(() => {
        const kept = opened.account.databases.create('kept');
        opened.account.containers.create(kept, { id: 'kept', ...key });
      });
      const reports: string[] = [];
      let before = new Map<string, { said: string; rid: string }>();
      try {
        for (const { said, isReopened } of steps) {
          if (isReopened) {
            opened.store.close();
            opened = open();
          }
          const { store, account, controlled } = opened;
          await store.write(() => controlled.align(stateOf(said), (line) => void reports.push(line)));

          const now = await store.read(() => found(account));
          const wanted = said.flatMap((one) =>
            one.containers.map((inside) => ({
              path: `${one.id}/${inside.id}`,
              said: `${one.instance} ${inside.instance}`,
              defaultTtl: inside.defaultTtl,
            })),
          );
          expect([...now.keys()].sort()).toEqual(['kept/kept', ...wanted.map(({ path }) => path)].sort());
          for (const { path, said: as, defaultTtl } of wanted) {
            const { rid, defaultTtl: is } = now.get(path) ?? {};
            expect([path, is]).toEqual([path, defaultTtl]);
            const last = before.get(path);
            if (last) expect([path, rid === last.rid]).toEqual([path, as === last.said]);
          }
          before = new Map(wanted.map(({ path, said: as }) => [path, { said: as, rid: now.get(path)?.rid ?? '' }]));
        }
        expect(reports).toEqual([]);
      } finally {
        opened.store.close();
        rmSync(folder, { recursive: true, force: true });
      }
    }),
    { numRuns: 25 },
  );
});
