/**
 * The baseline of `accept.ts`: what Node, HTTPS and Cosmos DB's client cost without any of our code. It checks nothing,
 * converts nothing, retries nothing and logs nothing. Runs in plain Node, by its type stripping:
 * `node tools/bench/bare/server.ts SETTINGS-FILE`; prints its port when it listens.
 */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { type AddressInfo } from 'node:net';
import { CosmosClient, type JSONObject } from '@azure/cosmos';
import { ClientSecretCredential } from '@azure/identity';
import { type BareSettings, clusters, copyOf, database, type StoredDocument, subscriptions } from './settings.ts';

const settings = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as BareSettings;
const { tenantId, clientId, clientSecret, authorityHost, template } = settings;
const client = new CosmosClient({
  endpoint: settings.cosmosEndpoint,
  aadCredentials: new ClientSecretCredential(tenantId, clientId, clientSecret, {
    authorityHost,
    disableInstanceDiscovery: true,
  }),
  connectionPolicy: { useMultipleWriteLocations: false, enablePartitionLevelFailover: false },
});
const clusterItems = client.database(database).container(clusters);
const subscriptionItems = client.database(database).container(subscriptions);

/** The query of the frontend's list, and one more than its page. */
const listQuery =
  "SELECT * FROM c WHERE c.type = 'cluster' AND STARTSWITH(c.key, @prefix) AND c.key > @after" +
  ' AND NOT IS_DEFINED(c.tombstone) ORDER BY c.key';
const listLimit = 101;

const shown = (document: StoredDocument | undefined): unknown => document?.['cluster'];

async function get(partitionKey: string, id: string) {
  const { resource, statusCode } = await clusterItems.item(id, partitionKey).read<StoredDocument>();
  return { status: statusCode, body: shown(resource) };
}

async function list(partitionKey: string) {
  const parameters = [
    { name: '@prefix', value: `/subscriptions/${partitionKey}/` },
    { name: '@after', value: '' },
  ];
  const options = { partitionKey, maxItemCount: listLimit };
  const found: StoredDocument[] = [];
  const pages = clusterItems.items.query<StoredDocument>({ query: listQuery, parameters }, options);
  while (pages.hasMoreResults() && found.length < listLimit) found.push(...((await pages.fetchNext()).resources ?? []));
  return { status: 200, body: { value: found.map(shown) } };
}

/** @param reads whether to read first what an accept reads, in the same order: what it checks, and what it may meet */
async function put(partitionKey: string, body: string, reads: boolean) {
  JSON.parse(body);
  const documents = copyOf(template, randomUUID().slice(0, 35)).map((one) => ({ ...one, partitionKey }));
  if (reads) {
    const read = (id: string) => clusterItems.item(id, partitionKey).read();
    const ids = documents.map(({ id }) => id);
    await subscriptionItems.item(partitionKey, partitionKey).read();
    await Promise.all(ids.slice(0, 2).map(read));
    await Promise.all(ids.slice(2).map(read));
  }
  const operations = documents.map((document) => ({
    operationType: 'Create' as const,
    resourceBody: document as unknown as JSONObject,
  }));
  const { code, result } = await clusterItems.items.batch(operations, partitionKey);
  const bodies = result?.map(({ resourceBody }) => resourceBody as unknown as StoredDocument) ?? [];
  return { status: code === 200 ? 201 : code, body: shown(bodies.find(({ type }) => type === 'cluster')) };
}

/** `GET /PARTITION/ID`, `GET /PARTITION`, `PUT /PARTITION/batch`, `PUT /PARTITION/reads-and-batch`. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, partitionKey = '', rest] = (request.url ?? '').split('/');
  const found =
    request.method === 'PUT'
      ? await put(partitionKey, await textOf(request), rest === 'reads-and-batch')
      : await (rest === undefined ? list(partitionKey) : get(partitionKey, rest));
  const text = JSON.stringify(found.body ?? {});
  response.writeHead(found.status ?? 500, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': Buffer.byteLength(text),
  });
  response.end(text);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

const server = createServer({ cert: settings.certificate, key: settings.privateKey }, (request, response) => {
  answer(request, response).catch((error: unknown) => {
    console.error(error);
    response.writeHead(500).end();
  });
});
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
// Whoever has started it has ended, however that came about.
process.stdin.on('end', () => process.exit(0)).resume();
