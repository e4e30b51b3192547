import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openVaultStore } from '../key-vault/store.ts';
import { openStore } from '../arm/store.ts';
import { Store as CosmosStore } from '../cosmos/store.ts';
import { Store as ServiceBusStore } from '../service-bus/store.ts';
import { atomically, openDatabase } from './sqlite.ts';

const schema = 'CREATE TABLE IF NOT EXISTS t (n INTEGER PRIMARY KEY, body TEXT NOT NULL)';

describe('an SQLite file', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'local-azure-sqlite-'));
    file = join(folder, 'x.db');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is one caller’s at a time', () => {
    const first = openDatabase(file, schema);

    expect(() => openDatabase(file, schema)).toThrow(`${file} cannot be opened: it is in use by another process`);
    first.close();
    expect(() => openDatabase(file, schema).close()).not.toThrow();
  });

  it('is refused when it is no database', () => {
    writeFileSync(file, 'x'.repeat(5_000));

    expect(() => openDatabase(file, schema)).toThrow(`${file} cannot be opened: it is damaged`);
  });

  it('is refused when a page in its middle is damaged', () => {
    const made = openDatabase(file, schema);
    for (let n = 0; n < 200; n++) made.prepare('INSERT INTO t (body) VALUES (?)').run('x'.repeat(1_000));
    made.close();
    const bytes = readFileSync(file);
    bytes.fill(0xa5, 4_096 * 20, 4_096 * 21);
    writeFileSync(file, bytes);

    expect(() => openDatabase(file, schema)).toThrow(`${file} cannot be opened: it is damaged`);
  });

  it('is refused where there can be none', () => {
    mkdirSync(file);

    expect(() => openDatabase(file, schema)).toThrow(`${file} cannot be opened: it cannot be read and written here`);
  });

  it('keeps nothing of a transaction that meets a full disk, and says why', () => {
    const database = openDatabase(file, schema);
    const insert = database.prepare('INSERT INTO t (body) VALUES (?)');
    const { page_count: pages } = database.prepare('PRAGMA page_count').get() as { page_count: number };
    database.exec(`PRAGMA max_page_count = ${pages + 5}`);

    const work = () => {
      for (let n = 0; n < 100; n++) insert.run('x'.repeat(1_000));
    };

    expect(() => atomically(database, work)).toThrow('database or disk is full');
    expect(database.prepare('SELECT count(*) AS n FROM t').get()).toEqual({ n: 0 });
    atomically(database, () => insert.run('fits'));
    database.close();
  });

  it.each<[string, (folder: string) => unknown]>([
    ['arm.sqlite', openStore],
    ['vault.db', (folder) => openVaultStore(join(folder, 'vault.db'))],
    ['cosmos.sqlite', (at) => new CosmosStore(join(at, 'cosmos.sqlite'))],
    ['service-bus.db', (at) => new ServiceBusStore(join(at, 'service-bus.db'), () => undefined)],
  ])('that is damaged stops its service with a message: %s', (name, open) => {
    writeFileSync(join(folder, name), 'x'.repeat(5_000));

    expect(() => open(folder)).toThrow(`${join(folder, name)} cannot be opened: it is damaged`);
  });
});
