import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { serviceNames, type ServiceName } from './context.ts';

/** Makes one folder per service below `dataDir`, readable by this user only. */
export function createFolders(dataDir: string): (service: ServiceName) => string {
  const path = (service: ServiceName) => join(dataDir, service);
  for (const service of serviceNames) mkdirSync(path(service), { recursive: true, mode: 0o700 });
  return path;
}
