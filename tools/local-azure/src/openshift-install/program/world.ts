import { type Azure } from './azure/azure.ts';
import { type Folder } from './graph/folder.ts';
import { type Linked } from './linked.ts';
import { type Log } from './log.ts';
import { type MinorVersion } from './minor-version.ts';

/** What the assets of one call are made with. */
export interface World {
  folder: Folder;
  env: Readonly<Record<string, string | undefined>>;
  linked: Linked;
  minor: MinorVersion;
  log: Log;
  /** When the call began. */
  now: Date;
  /** Signs in at the first call; the same afterwards. @throws Failure */
  azure(): Promise<Azure>;
}
