import { readCharge, writeCharge } from '../model/charges.ts';
import { type Container } from '../model/containers.ts';
import { maxItemBytes, type Document, type Item } from '../model/items.ts';
import { tooLarge } from '../model/errors.ts';
import { type PartitionKey } from '../model/partition-key.ts';
import { applyPatch, parsePatch } from '../model/patch.ts';
import { checkPreconditions } from '../model/preconditions.ts';
import { documentOf, itemText } from '../model/rendering.ts';
import { conditionHolds } from '../sql/condition.ts';
import { type Answer, containerHeaders } from './answer.ts';
import { type Call, rangeIdOf } from './call.ts';
import { flag, parseBody, preconditionsOf } from './request.ts';
import { dataActions } from './roles.ts';

function itemAnswer(
  status: number,
  container: Container,
  key: PartitionKey,
  item: Item,
  charge: (bytes: number) => number,
  lsn: number,
): Answer {
  const headers = containerHeaders(container, rangeIdOf(container, key), lsn);
  const text = itemText(container, item);
  return {
    status,
    headers: { ...headers, etag: item.etag, 'x-ms-request-charge': String(charge(text.length)) },
    body: text,
  };
}

function checkLength(call: Call): void {
  // The limit counts the text; what escapes add to it is not held against the client twice.
  if (call.request.body.length > maxItemBytes * 3) throw tooLarge();
}

export function createItem(call: Call): Answer {
  const isUpsert = flag(call.request, 'x-ms-documentdb-is-upsert');
  call.authorize(isUpsert ? dataActions.upsert : dataActions.create, call.resource());
  checkLength(call);
  const { items, containers } = call.account;
  const container = call.container();
  const key = call.requiredKey(container);
  const body = parseBody(call.request);
  const lsn = containers.nextLsn(container);
  if (!isUpsert) {
    return itemAnswer(201, container, key, items.create(container, key, body, lsn), writeCharge, lsn);
  }
  const { item, created } = items.upsert(container, key, body, lsn, preconditionsOf(call.request));
  return itemAnswer(created ? 201 : 200, container, key, item, writeCharge, lsn);
}

const idOf = (call: Call) => call.request.segments[5] ?? '';

export function readItem(call: Call): Answer {
  call.authorize(dataActions.read, call.resource());
  const container = call.container();
  const key = call.requiredKey(container);
  const item = call.account.items.read(container, key, idOf(call), preconditionsOf(call.request));
  return itemAnswer(200, container, key, item, readCharge, call.account.containers.lastLsn(container));
}

export function replaceItem(call: Call): Answer {
  call.authorize(dataActions.replace, call.resource());
  checkLength(call);
  const { items, containers } = call.account;
  const container = call.container();
  const key = call.requiredKey(container);
  const body = parseBody(call.request);
  const lsn = containers.nextLsn(container);
  const item = items.replace(container, key, idOf(call), body, lsn, preconditionsOf(call.request));
  return itemAnswer(200, container, key, item, writeCharge, lsn);
}

export function deleteItem(call: Call): Answer {
  call.authorize(dataActions.delete, call.resource());
  const container = call.container();
  const key = call.requiredKey(container);
  const lsn = call.account.containers.nextLsn(container);
  call.account.items.remove(container, key, idOf(call), preconditionsOf(call.request));
  return {
    status: 204,
    headers: {
      ...containerHeaders(container, rangeIdOf(container, key), lsn),
      'x-ms-request-charge': String(writeCharge(0)),
    },
  };
}

/** Reads, changes and replaces in one turn. @throws CosmosError 400, 404, 412 */
export function patchStored(
  call: Call,
  container: Container,
  key: PartitionKey,
  id: string,
  body: unknown,
  lsn: number,
  ifMatch: string | undefined,
): Item {
  const { items, clock } = call.account;
  const current = items.read(container, key, id);
  if (ifMatch !== undefined) checkPreconditions(current.etag, { ifMatch });
  const patched = applyPatch(JSON.parse(current.body) as Document, parsePatch(body), (condition) =>
    conditionHolds(condition, documentOf(container, current), clock),
  );
  return items.replace(container, key, id, patched, lsn);
}

export function patchItem(call: Call): Answer {
  call.authorize(dataActions.replace, call.resource());
  const container = call.container();
  const key = call.requiredKey(container);
  const body = parseBody(call.request);
  const lsn = call.account.containers.nextLsn(container);
  const { ifMatch } = preconditionsOf(call.request);
  const item = patchStored(call, container, key, idOf(call), body, lsn, ifMatch);
  return itemAnswer(200, container, key, item, writeCharge, lsn);
}
