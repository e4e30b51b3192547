import { readFile } from 'node:fs/promises';
import { type Database } from '@aro-rp/database';
import { runOnDatabase, say } from './on-database.ts';
import { type ReadList } from './read-list.ts';

/** A command with which an SRE says what is offered, by a file. */
export interface UpdateCommand<C> {
  name: string;
  /** What it does, and what a file holds. */
  about: string;
  container: string;
  read(text: string): ReadList<C>;
  /** May be repeated. @param tell is called with one line for each that was looked at */
  write(database: Database, contents: readonly C[], tell: (line: string) => void): Promise<void>;
}

/** @returns the process's exit code */
export const runUpdate = <C>(command: UpdateCommand<C>, args: readonly string[]): Promise<number> =>
  runOnDatabase(
    {
      name: command.name,
      about: `${command.about}\nNothing is written when anything in the file is wrong.`,
      rights: `create, read, replace and query in ${command.container}`,
      outcomes: '0 done, 1 failed',
    },
    args,
    async ([file, ...rest]) => {
      if (file === undefined || file.startsWith('-') || rest.length > 0)
        return { faults: ['name one FILE; --help says more'] };
      const text = await readFile(file, 'utf8').catch((error: Error) => error);
      const content = typeof text === 'string' ? command.read(text) : { faults: [text.message] };
      if ('faults' in content) return { faults: content.faults.map((fault) => `${file}: ${fault}`) };
      return (database) => command.write(database, content.contents, say);
    },
  );
