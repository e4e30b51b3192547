import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type ServiceName, serviceNames } from './context.ts';

/** Makes one folder per service below `dataDir`, readable by this user only. */
export function createFolders(dataDir: string): (service: ServiceName) => string {
  const made = (service: ServiceName) => {
    const path = join(dataDir, service);
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return path;
  };
  for (const service of serviceNames) made(service);
  return made;
}
