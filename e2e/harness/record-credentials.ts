import { appendFileSync } from 'node:fs';
import { watchCredentials } from '../../apps/backend/src/testing/credentials-on-the-wire.ts';

// Loaded into each process before its own code: what its servers are shown and hand out goes into a file, a line each.
const file = process.env['CREDENTIALS_SEEN'];
if (file !== undefined) {
  const known = new Set<string>();
  watchCredentials((canary) => {
    const line = `${JSON.stringify(canary)}\n`;
    if (known.has(line)) return;
    known.add(line);
    appendFileSync(file, line);
  });
}
