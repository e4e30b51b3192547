import { type BatchOperation, type BatchResult, parseBatch, runAtomic, runEach } from '../model/batch.ts';
import { readCharge, writeCharge } from '../model/charges.ts';
import { type Container } from '../model/containers.ts';
import { badRequest, keyMismatch, rangeGone, tooLarge } from '../model/errors.ts';
import { type Item, maxItemBytes } from '../model/items.ts';
import { parseKeyHeader, type PartitionKey } from '../model/partition-key.ts';
import { itemText } from '../model/rendering.ts';
import { type Answer, containerHeaders } from './answer.ts';
import { type Call, rangeIdOf } from './call.ts';
import { patchStored } from './items.ts';
import { flag, header, parseBody } from './request.ts';
import { type DataAction, dataActions } from './roles.ts';

const actions: Record<string, DataAction> = {
  Create: dataActions.create,
  Upsert: dataActions.upsert,
  Read: dataActions.read,
  Replace: dataActions.replace,
  Patch: dataActions.replace,
  Delete: dataActions.delete,
};

function done(call: Call, statusCode: number, container: Container, item: Item, isRead = false): BatchResult {
  const text = itemText(container, item);
  const isMinimal = !isRead && header(call.request, 'prefer') === 'return=minimal';
  return {
    statusCode,
    requestCharge: isRead ? readCharge(text.length) : writeCharge(text.length),
    eTag: item.etag,
    ...(isMinimal ? {} : { resourceBody: text }),
  };
}

function runOne(
  call: Call,
  container: Container,
  key: PartitionKey,
  operation: BatchOperation,
  lsn: number,
): BatchResult {
  const { items } = call.account;
  const { operationType, id = '', resourceBody, ifMatch, ifNoneMatch } = operation;
  const conditions = {
    ...(ifMatch === undefined ? {} : { ifMatch }),
    ...(ifNoneMatch === undefined ? {} : { ifNoneMatch }),
  };
  switch (operationType) {
    case 'Create':
      return done(call, 201, container, items.create(container, key, resourceBody, lsn));
    case 'Upsert': {
      const { item, created } = items.upsert(container, key, resourceBody, lsn, conditions);
      return done(call, created ? 201 : 200, container, item);
    }
    case 'Read':
      return done(call, 200, container, items.read(container, key, id, conditions), true);
    case 'Replace':
      return done(call, 200, container, items.replace(container, key, id, resourceBody, lsn, conditions));
    case 'Patch':
      return done(call, 200, container, patchStored(call, container, key, id, resourceBody, lsn, ifMatch));
    case 'Delete':
      items.remove(container, key, id, conditions);
      return { statusCode: 204, requestCharge: writeCharge(0) };
    default:
      throw badRequest(`Batch operation type ${String(operationType)} is not supported.`);
  }
}

/** `resourceBody` is JSON text already. */
const resultText = ({ resourceBody, ...rest }: BatchResult): string => {
  const text = JSON.stringify(rest);
  return resourceBody === undefined ? text : `${text.slice(0, -1)},"resourceBody":${resourceBody}}`;
};

/** 207 as soon as one operation failed. */
export function batchAnswer(results: readonly BatchResult[], headers: Record<string, string>): Answer {
  const isGood = results.every(({ statusCode }) => statusCode < 300);
  const charge = results.reduce((sum, { requestCharge }) => sum + requestCharge, 0);
  return {
    status: isGood ? 200 : 207,
    headers: { ...headers, 'x-ms-request-charge': String(Math.max(1, Math.round(charge * 100) / 100)) },
    body: `[${results.map(resultText).join(',')}]`,
  };
}

function parse(call: Call): BatchOperation[] {
  if (Buffer.byteLength(call.request.body) > maxItemBytes) throw tooLarge();
  const operations = parseBatch(parseBody(call.request));
  for (const { operationType } of operations) {
    const action = actions[operationType];
    if (action === undefined) throw badRequest(`Batch operation type ${String(operationType)} is not supported.`);
    call.authorize(action, call.resource());
  }
  return operations;
}

/** One LSN for all of them. @throws BatchFailure */
function atomic(call: Call, container: Container): Answer {
  const key = call.requiredKey(container);
  const operations = parse(call);
  const lsn = call.account.containers.nextLsn(container);
  const results = runAtomic(operations, (operation) => runOne(call, container, key, operation, lsn));
  return batchAnswer(results, containerHeaders(container, rangeIdOf(container, key), lsn));
}

/** Addressed by the id of a physical partition; each operation has a key and an LSN of its own. */
function bulk(call: Call, container: Container): Answer {
  const id = header(call.request, 'x-ms-documentdb-partitionkeyrangeid');
  const range = container.ranges.find((one) => one.id === id);
  if (range === undefined) throw rangeGone(String(id));
  const { containers, store } = call.account;
  const results = runEach(parse(call), flag(call.request, 'x-ms-cosmos-batch-continue-on-error'), (operation) =>
    store.attempt(() => {
      const key = parseKeyHeader(String(operation.partitionKey), container.definition.partitionKey);
      if (!key.isComplete) throw keyMismatch();
      if (rangeIdOf(container, key) !== range.id) throw rangeGone(range.id);
      return runOne(call, container, key, operation, containers.nextLsn(container));
    }),
  );
  return batchAnswer(results, containerHeaders(container, range.id, containers.lastLsn(container)));
}

export function runBatch(call: Call): Answer {
  const container = call.container();
  return flag(call.request, 'x-ms-cosmos-batch-atomic') ? atomic(call, container) : bulk(call, container);
}
