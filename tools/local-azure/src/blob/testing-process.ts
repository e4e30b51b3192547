import { createTestContext } from '../host/testing.ts';
import { createBlobServer } from './server.ts';
import { fixedAccount } from './testing-account.ts';

/** A blob service as a process, for the spec that kills it. Prints its address. */
const context = await createTestContext({ folder: process.argv[2] ?? '' });
const server = await createBlobServer(context, { port: 0, account: () => fixedAccount, mayAccess: () => true });
console.log(server.origin);
