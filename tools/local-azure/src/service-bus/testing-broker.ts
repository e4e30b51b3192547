import { createTestContext } from '../host/testing.ts';
import { createServiceBusServer } from './server.ts';

/** A broker as a process, for the spec that kills it. Prints its connection string. */
const context = await createTestContext({ folder: process.argv[2] ?? '' });
const server = await createServiceBusServer(context, { port: 0, topology: { queues: [{ name: 'work' }] } });
console.log(server.connectionString);
