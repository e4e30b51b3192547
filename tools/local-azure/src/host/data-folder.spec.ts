import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockDataFolder } from './data-folder.ts';

const hold = `
  const { DatabaseSync } = require('node:sqlite');
  const database = new DatabaseSync(process.argv[1]);
  try { database.exec('BEGIN EXCLUSIVE'); } catch (error) { process.exit(error.errcode); }
  process.stdout.write('held');
  setInterval(() => undefined, 1000);
`;

describe('the lock of a data folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'local-azure-lock-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('keeps out a second caller in this process and in another', () => {
    using _ = lockDataFolder(folder);

    const other = spawnSync(process.execPath, ['-e', hold, join(folder, 'lock.db')], { encoding: 'utf8' });

    expect(() => lockDataFolder(folder)).toThrow(`${folder} is in use by another local Azure`);
    expect(other.status).toBe(5);
  });

  it('is free again once it is disposed', () => {
    lockDataFolder(folder)[Symbol.dispose]();

    expect(() => lockDataFolder(folder)[Symbol.dispose]()).not.toThrow();
  });

  it('is free again at once when the process that held it was killed', async () => {
    const holder = spawn(process.execPath, ['-e', hold, join(folder, 'lock.db')], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    await once(holder.stdout, 'data');
    expect(() => lockDataFolder(folder)).toThrow('in use');
    const gone = once(holder, 'exit');
    holder.kill('SIGKILL');
    await gone;

    expect(() => lockDataFolder(folder)[Symbol.dispose]()).not.toThrow();
  });

  it('makes the folder when it is absent', () => {
    expect(() => lockDataFolder(join(folder, 'a', 'b'))[Symbol.dispose]()).not.toThrow();
  });
});
