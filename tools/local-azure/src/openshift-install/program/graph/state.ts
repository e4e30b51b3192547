import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure } from '../failure.ts';
import { type Folder } from './folder.ts';

/** The values of assets by their keys, kept from call to call. */
export type State = Map<string, unknown>;

const stateFile = '.openshift_install_state.json';

/** @throws Failure when the file is no JSON object */
export function readState(folder: Folder): State {
  const text = folder.read(stateFile);
  if (text === undefined) return new Map();
  try {
    return new Map(Object.entries(JSON.parse(text) as Record<string, unknown>));
  } catch (cause) {
    throw new Failure(
      `failed to create asset store: failed to load state file: failed to unmarshal state file "${join(folder.path, stateFile)}": ${String(cause)}`,
    );
  }
}

export function writeState(folder: Folder, state: State): void {
  const sorted = Object.fromEntries([...state].sort(([one], [other]) => (one < other ? -1 : 1)));
  writeFileSync(join(folder.path, stateFile), JSON.stringify(sorted, undefined, 4), { mode: 0o640 });
}
