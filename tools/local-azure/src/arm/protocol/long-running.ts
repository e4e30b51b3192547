import { type Operation } from '../model/operations.ts';
import { type Json } from '../model/json.ts';
import { type Answer } from './call.ts';

const base = ({ subscriptionId, namespace, location }: Operation): string =>
  namespace === undefined
    ? `/subscriptions/${subscriptionId}`
    : `/subscriptions/${subscriptionId}/providers/${namespace}/locations/${location}`;

/** The status document's URL; Azure Resource Manager's own operations have none but the result's. */
export const statusPath = (operation: Operation): string =>
  operation.namespace === undefined
    ? resultPath(operation)
    : `${base(operation)}/operations/${operation.id}?api-version=${operation.apiVersion}`;

const resultPath = (operation: Operation): string =>
  `${base(operation)}/${operation.namespace === undefined ? 'operationresults' : 'operationResults'}/${operation.id}?api-version=${operation.apiVersion}`;

/** The headers of 200 or 201 to PUT (ARM RPC, async-api). */
export const headersOfPut = (origin: string, operation: Operation, retryAfter: number): Record<string, string> => ({
  'Azure-AsyncOperation': `${origin}${statusPath(operation)}`,
  'Retry-After': String(retryAfter),
});

/** 202 to DELETE: no body. */
export const acceptedDelete = (origin: string, operation: Operation, retryAfter: number): Answer => ({
  status: 202,
  headers: {
    Location: `${origin}${resultPath(operation)}`,
    ...(operation.namespace === undefined ? {} : { 'Azure-AsyncOperation': `${origin}${statusPath(operation)}` }),
    'Retry-After': String(retryAfter),
  },
});

/** The status document; 200 for failed operations too. */
export function statusAnswer(operation: Operation, retryAfter: number): Answer {
  const { id, status, startTime, endTime, error } = operation;
  const path = statusPath(operation);
  const body: Json = {
    id: path.slice(0, path.indexOf('?')),
    name: id,
    status,
    startTime,
    ...(endTime === undefined ? {} : { endTime }),
    ...(error === undefined ? {} : { error: withoutStatus(error) }),
    ...(status === 'Canceled' ? { error: { code: 'Canceled', message: 'Operation was canceled.' } } : {}),
  };
  return { status: 200, body, ...(status === 'InProgress' ? { headers: { 'Retry-After': String(retryAfter) } } : {}) };
}

/** The `Location` of a running operation: 202 until it ends, then what the request would have answered by itself. */
export function resultAnswer(origin: string, operation: Operation, retryAfter: number): Answer {
  const { status, error, work } = operation;
  if (status === 'InProgress') return acceptedDelete(origin, operation, retryAfter);
  if (error !== undefined) return { status: error.status, body: { error: withoutStatus(error) } };
  return { status: work.kind === 'delete-group' ? 200 : 204 };
}

function withoutStatus({ status: _status, ...error }: NonNullable<Operation['error']>): Json {
  return error;
}
