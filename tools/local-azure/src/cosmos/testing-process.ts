import { createTestContext } from '../host/testing.ts';
import { createCosmosServer } from './server.ts';

/** A server in a process of its own, for specs that kill it: prints where it is, and stays up. */
const [folder = '', port = '0'] = process.argv.slice(2);
const context = await createTestContext({ folder });
const server = await createCosmosServer(context, { port: Number(port), partitions: 4 });
await server.putDatabase('db');
await server.putContainer('db', { id: 'c', partitionKey: { paths: ['/pk'], kind: 'Hash', version: 2 } });
process.stdout.write(`${JSON.stringify({ endpoint: server.endpoint, authority: context.certificates.authority })}\n`);
