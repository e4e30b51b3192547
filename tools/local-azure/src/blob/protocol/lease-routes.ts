import { randomUUID } from 'node:crypto';
import { type BlobAccount } from '../account.ts';
import { refusals } from '../model/errors.ts';
import { type LeaseAction, secondsToBreak } from '../model/leases.ts';
import { type Right } from './authorize.ts';
import { type BlobParts, placeOf, versionHeaders } from './blob-routes.ts';
import { type BlobCall, header } from './call.ts';

const statuses = { acquire: 201, renew: 200, change: 200, release: 200, break: 202 } as const;

/** Lease Blob. It changes neither `ETag` nor `Last-Modified`. */
export function leaseBlob(call: BlobCall, account: BlobAccount, right: Right, { blobs }: BlobParts): void {
  const action = actionOf(call);
  const blob = blobs.lease(placeOf(call, account, right), action);
  const { lease } = blob;
  call.response.writeHead(statuses[action.kind], {
    ...versionHeaders(blob),
    ...(action.kind === 'break'
      ? lease && { 'x-ms-lease-time': String(secondsToBreak(lease, call.now)) }
      : lease && { 'x-ms-lease-id': lease.id }),
    'Content-Length': '0',
  });
  call.response.end();
}

/** @throws BlobError 400 */
function actionOf(call: BlobCall): LeaseAction {
  const kind = header(call, 'x-ms-lease-action')?.toLowerCase();
  switch (kind) {
    case undefined:
      throw refusals.missingHeader('x-ms-lease-action');
    case 'acquire': {
      const seconds = wholeOf(call, 'x-ms-lease-duration');
      if (seconds === undefined) throw refusals.missingHeader('x-ms-lease-duration');
      if (seconds !== -1 && (seconds < 15 || seconds > 60)) throw refusals.header('x-ms-lease-duration');
      return { kind, seconds, id: idOf(call, 'x-ms-proposed-lease-id') ?? randomUUID() };
    }
    case 'renew':
    case 'release':
      return { kind, id: requireId(call, 'x-ms-lease-id') };
    case 'change':
      return { kind, id: requireId(call, 'x-ms-lease-id'), to: requireId(call, 'x-ms-proposed-lease-id') };
    case 'break': {
      const seconds = wholeOf(call, 'x-ms-lease-break-period');
      if (seconds !== undefined && (seconds < 0 || seconds > 60)) throw refusals.header('x-ms-lease-break-period');
      return { kind, ...(seconds === undefined ? {} : { seconds }) };
    }
    default:
      throw refusals.header('x-ms-lease-action');
  }
}

function wholeOf(call: BlobCall, name: string): number | undefined {
  const text = header(call, name);
  if (text === undefined) return undefined;
  if (!/^-?\d{1,9}$/.test(text)) throw refusals.header(name);
  return Number(text);
}

function idOf(call: BlobCall, name: string): string | undefined {
  const text = header(call, name);
  if (text === undefined) return undefined;
  const match = /^\{?([0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12})\}?$/i.exec(text);
  if (!match?.[1]) throw refusals.header(name);
  return match[1].toLowerCase();
}

function requireId(call: BlobCall, name: string): string {
  const id = idOf(call, name);
  if (id === undefined) throw refusals.missingHeader(name);
  return id;
}
