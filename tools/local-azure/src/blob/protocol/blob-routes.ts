import { pipeline } from 'node:stream';
import { readBody } from '../../host/body.ts';
import { type BlobAccount, type BlobContainer } from '../account.ts';
import { type Contents } from '../contents.ts';
import { type Blobs, type Description, leaseIdOf, type Place } from '../model/blobs.ts';
import { checkRead } from '../model/conditions.ts';
import { refusals } from '../model/errors.ts';
import { checkLease } from '../model/leases.ts';
import { type BlobStore, type StoredBlob } from '../store.ts';
import { sendXml } from './answer.ts';
import { type Right } from './authorize.ts';
import { describedHeaders, headersOfBlob, overrides, rangeOf } from './blob-headers.ts';
import { type BlobCall, header, metadataOf } from './call.ts';
import { requireContainer } from './container-routes.ts';
import { element, readBlockList, xmlDocument } from './xml.ts';

export interface BlobParts {
  store: BlobStore;
  contents: Contents;
  blobs: Blobs;
}

/** The blob that a call names. */
export const placeOf = (call: BlobCall, account: BlobAccount, right: Right): Place => {
  const { name, generation } = requireContainer(call, account);
  return {
    container: { account: account.name, name, generation },
    name: call.blob ?? '',
    conditions: call.headers,
    mayOverwrite: right.mayOverwrite,
    stillThere: () => {
      if (account.containers.find(name)?.generation !== generation) throw refusals.noContainer();
    },
  };
};

function description(call: BlobCall): Description {
  const md5 = header(call, 'content-md5');
  return { headers: describedHeaders(call), metadata: metadataOf(call), ...(md5 === undefined ? {} : { md5 }) };
}

function requireLength(call: BlobCall): void {
  if (call.headers['content-length'] === undefined && call.headers['transfer-encoding'] === undefined)
    throw refusals.noLength();
}

const written = (call: BlobCall, status: number, headers: Record<string, string>): void => {
  call.response.writeHead(status, { ...headers, 'x-ms-request-server-encrypted': 'true', 'Content-Length': '0' });
  call.response.end();
};

export const versionHeaders = (blob: StoredBlob): Record<string, string> => ({
  ETag: blob.etag,
  'Last-Modified': new Date(blob.changedAt).toUTCString(),
});

/** Put Blob. */
export async function putBlob(call: BlobCall, account: BlobAccount, right: Right, { blobs }: BlobParts): Promise<void> {
  requireLength(call);
  const type = header(call, 'x-ms-blob-type');
  if (type === undefined) throw refusals.missingHeader('x-ms-blob-type');
  if (type !== 'BlockBlob') throw refusals.notServed(`a blob of type ${type}`);
  if (header(call, 'x-ms-copy-source') !== undefined) throw refusals.notServed('a blob from a URL');
  if (header(call, 'x-ms-structured-body') !== undefined) throw refusals.notServed('a structured body');
  const blob = await blobs.put(placeOf(call, account, right), call.request, description(call));
  written(call, 201, { ...versionHeaders(blob), 'Content-MD5': blob.md5 ?? '' });
}

/** Put Block. */
export async function putBlock(
  call: BlobCall,
  account: BlobAccount,
  right: Right,
  { blobs }: BlobParts,
): Promise<void> {
  requireLength(call);
  const id = call.query.get('blockid') ?? '';
  if (Buffer.from(id, 'base64').toString('base64') !== id) throw refusals.query('blockid');
  if (header(call, 'x-ms-structured-body') !== undefined) throw refusals.notServed('a structured body');
  const place = placeOf(call, account, right);
  const md5 = await blobs.stage(place, id, call.request, header(call, 'content-md5'));
  written(call, 201, { 'Content-MD5': md5 });
}

/** Put Block List. */
export async function putBlockList(
  call: BlobCall,
  account: BlobAccount,
  right: Right,
  { blobs }: BlobParts,
): Promise<void> {
  const place = placeOf(call, account, right);
  const wanted = readBlockList(await readBody(call.request, 16 * 2 ** 20));
  const { md5: _ofTheList, ...rest } = description(call);
  written(call, 201, versionHeaders(await blobs.commit(place, wanted, rest)));
}

/** Get Block List. */
export function getBlockList(call: BlobCall, account: BlobAccount, { store }: BlobParts): void {
  const container = requireContainer(call, account);
  const blob = store.find(container.generation, call.blob ?? '');
  const staged = store.staged(container.generation, call.blob ?? '');
  if (!blob && staged.length === 0) throw refusals.noBlob();
  const wanted = call.query.get('blocklisttype') ?? 'committed';
  const list = (name: string, blocks: readonly { id: string; size: number }[]) =>
    wanted !== name.replace('Blocks', '').toLowerCase() && wanted !== 'all'
      ? ''
      : element(
          name,
          blocks
            .map(({ id, size }) => element('Block', element('Name', id, 'text') + element('Size', String(size))))
            .join(''),
        );
  const body = list('CommittedBlocks', blob?.blocks ?? []) + list('UncommittedBlocks', staged);
  if (blob) for (const [name, value] of Object.entries(versionHeaders(blob))) call.response.setHeader(name, value);
  call.response.setHeader('x-ms-blob-content-length', String(blob?.size ?? 0));
  sendXml(call.response, 200, xmlDocument(element('BlockList', body)));
}

function find(call: BlobCall, container: BlobContainer, store: BlobStore): StoredBlob {
  const blob = store.find(container.generation, call.blob ?? '');
  if (!blob) throw refusals.noBlob();
  return blob;
}

/** Get Blob and Get Blob Properties. */
export function getBlob(call: BlobCall, account: BlobAccount, { store, contents }: BlobParts): void {
  const { response } = call;
  const blob = find(call, requireContainer(call, account), store);
  checkLease(blob.lease, leaseIdOf(call.headers), call.now, 'read');
  if (checkRead(call.headers, blob) === 'notModified') {
    response.setHeader('x-ms-error-code', 'ConditionNotMet');
    return void response.writeHead(304, versionHeaders(blob)).end();
  }
  const range = call.method === 'HEAD' ? undefined : rangeOf(call, blob.size);
  const whole = { ...versionHeaders(blob), ...headersOfBlob(blob, call.now), ...overrides(call) };
  if (call.method === 'HEAD') return void response.writeHead(200, { ...whole, 'Content-Length': blob.size }).end();
  // Opened in the same turn in which it was found: whoever replaces the blob drops its bytes.
  const stream = contents.read(blob.content, range ?? { start: 0, end: blob.size - 1 });
  if (range) {
    const { 'Content-MD5': md5, ...rest } = whole;
    response.writeHead(206, {
      ...rest,
      ...(md5 === undefined ? {} : { 'x-ms-blob-content-md5': md5 }),
      'Content-Range': `bytes ${range.start}-${range.end}/${blob.size}`,
      'Content-Length': range.end - range.start + 1,
    });
  } else response.writeHead(200, { ...whole, 'Content-Length': blob.size });
  // A client that goes away is no fault of anybody here.
  pipeline(stream, response, () => undefined);
}

/** Set Blob Metadata; all of it is replaced. */
export function setBlobMetadata(call: BlobCall, account: BlobAccount, right: Right, { blobs }: BlobParts): void {
  written(call, 200, versionHeaders(blobs.describe(placeOf(call, account, right), { metadata: metadataOf(call) })));
}

/** Set Blob Properties; what is not named is cleared. */
export function setBlobProperties(call: BlobCall, account: BlobAccount, right: Right, { blobs }: BlobParts): void {
  written(
    call,
    200,
    versionHeaders(blobs.describe(placeOf(call, account, right), { headers: describedHeaders(call) })),
  );
}

/** Delete Blob. */
export function deleteBlob(call: BlobCall, account: BlobAccount, right: Right, { blobs }: BlobParts): void {
  blobs.remove(placeOf(call, account, right));
  call.response.writeHead(202, { 'x-ms-delete-type-permanent': 'true', 'Content-Length': '0' });
  call.response.end();
}
