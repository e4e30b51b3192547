import { containerBody } from '../model/containers.ts';
import { databaseBody } from '../model/databases.ts';
import { CosmosError } from '../model/errors.ts';
import { type Answer, feedBody, json } from './answer.ts';
import { type Call } from './call.ts';
import { header, parseObject } from './request.ts';
import { dataActions } from './roles.ts';

const texts = (bodies: readonly unknown[]) => bodies.map((body) => JSON.stringify(body));

/** `GET /`. Clients use the endpoint named here for everything, so it is the one that they used. */
export function readAccount(call: Call): Answer {
  call.authorize(dataActions.readMetadata, [], true);
  const endpoint = `https://${header(call.request, 'host') ?? 'localhost'}/`;
  const location = { name: 'Local', databaseAccountEndpoint: endpoint };
  return json(200, {
    _self: '',
    id: 'local',
    _rid: 'local',
    media: '//media/',
    addresses: '//addresses/',
    _dbs: '//dbs/',
    writableLocations: [location],
    readableLocations: [location],
    enableMultipleWriteLocations: false,
    continuousBackupEnabled: false,
    enablePerPartitionFailoverBehavior: false,
    userReplicationPolicy: { asyncReplication: false, minReplicaSetSize: 1, maxReplicasetSize: 1 },
    userConsistencyPolicy: { defaultConsistencyLevel: 'Strong' },
    systemReplicationPolicy: { minReplicaSetSize: 1, maxReplicasetSize: 1 },
    readPolicy: { primaryReadCoefficient: 1, secondaryReadCoefficient: 1 },
    queryEngineConfiguration: '{}',
  });
}

export function listDatabases(call: Call): Answer {
  call.authorize(dataActions.readMetadata, []);
  const elements = texts(call.account.databases.list().map(databaseBody));
  return { status: 200, headers: {}, body: feedBody({ rid: '', name: 'Databases', elements }) };
}

export function createDatabase(call: Call): Answer {
  call.requireKey();
  return json(201, databaseBody(call.account.databases.create(parseObject(call.request)['id'])));
}

export function readDatabase(call: Call): Answer {
  const [, id = ''] = call.request.segments;
  call.authorize(dataActions.readMetadata, [id]);
  const database = call.account.databases.get(id);
  return json(200, databaseBody(database), { etag: database.etag });
}

export function deleteDatabase(call: Call): Answer {
  call.requireKey();
  const { databases, containers } = call.account;
  const database = databases.get(call.request.segments[1] ?? '');
  containers.list(database).forEach((container) => containers.remove(container));
  databases.remove(database);
  return { status: 204, headers: {} };
}

export function listContainers(call: Call): Answer {
  const [, id = ''] = call.request.segments;
  call.authorize(dataActions.readMetadata, [id]);
  const database = call.account.databases.get(id);
  const elements = texts(call.account.containers.list(database).map(containerBody));
  return { status: 200, headers: {}, body: feedBody({ rid: database.rid, name: 'DocumentCollections', elements }) };
}

export function createContainer(call: Call): Answer {
  call.requireKey();
  const database = call.account.databases.get(call.request.segments[1] ?? '');
  const container = call.account.containers.create(database, parseObject(call.request));
  return json(201, containerBody(container), { etag: container.etag });
}

export function readContainer(call: Call): Answer {
  call.authorize(dataActions.readMetadata, call.resource());
  const container = call.container();
  return json(200, containerBody(container), { etag: container.etag });
}

export function replaceContainer(call: Call): Answer {
  call.requireKey();
  const container = call.account.containers.replace(call.container(), parseObject(call.request));
  return json(200, containerBody(container), { etag: container.etag });
}

export function deleteContainer(call: Call): Answer {
  call.requireKey();
  call.account.containers.remove(call.container());
  return { status: 204, headers: {} };
}

export function listRanges(call: Call): Answer {
  call.authorize(dataActions.readMetadata, call.resource());
  const { ranges, rid, etag, ts } = call.container();
  const elements = ranges.map((range, i) => ({
    ...range,
    _rid: rid,
    _self: `pkranges/${range.id}/`,
    _etag: etag,
    _ts: ts,
    ridPrefix: i,
    throughputFraction: 1 / ranges.length,
    status: 'online',
    parents: [],
  }));
  return { status: 200, headers: {}, body: feedBody({ rid, name: 'PartitionKeyRanges', elements: texts(elements) }) };
}

/** Throughput is not modelled: no resource has an offer. */
export function listOffers(call: Call): Answer {
  call.requireKey();
  return { status: 200, headers: {}, body: feedBody({ rid: '', name: 'Offers', elements: [] }) };
}

export function noSuchRoute(call: Call): never {
  const { method, url } = call.request;
  throw new CosmosError(400, `Local Cosmos DB does not support ${method} ${url}.`);
}
