import { type BlobAccount, type BlobContainer } from '../account.ts';
import { checkWrite } from '../model/conditions.ts';
import { refusals } from '../model/errors.ts';
import { describeLease } from '../model/leases.ts';
import { type BlobStore, type StoredBlob } from '../store.ts';
import { metadataXml } from './account-routes.ts';
import { sendXml } from './answer.ts';
import { type BlobCall, header, metadataOf } from './call.ts';
import { pageOf } from './paging.ts';
import { element, escapeXml, xmlDocument } from './xml.ts';

/** "Naming and referencing containers". */
const namePattern = /^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$|^\$(root|web|logs)$/;

export function requireContainer(call: BlobCall, account: BlobAccount): BlobContainer {
  const container = account.containers.find(call.container ?? '');
  if (!container) throw refusals.noContainer();
  return container;
}

/** Create Container. */
export function createContainer(call: BlobCall, account: BlobAccount): void {
  const name = call.container ?? '';
  if (!namePattern.test(name)) throw refusals.resourceName();
  if (header(call, 'x-ms-blob-public-access') !== undefined) throw refusals.publicAccess();
  const container = account.containers.create(name, metadataOf(call));
  if (!container) throw refusals.containerExists();
  call.response.writeHead(201, { ...versionHeaders(container), 'Content-Length': '0' });
  call.response.end();
}

/** Delete Container: with all that is in it. */
export function deleteContainer(call: BlobCall, account: BlobAccount, forget: (generation: string) => void): void {
  const container = requireContainer(call, account);
  checkWrite(call.headers, container);
  account.containers.remove(container.name);
  forget(container.generation);
  call.response.writeHead(202, { 'Content-Length': '0' });
  call.response.end();
}

/** Get Container Properties. */
export function getContainerProperties(call: BlobCall, account: BlobAccount): void {
  const container = requireContainer(call, account);
  const metadata = Object.entries(container.metadata).map(([name, value]) => [`x-ms-meta-${name}`, value]);
  call.response.writeHead(200, {
    ...versionHeaders(container),
    ...Object.fromEntries(metadata),
    'x-ms-lease-status': 'unlocked',
    'x-ms-lease-state': 'available',
    'x-ms-has-immutability-policy': 'false',
    'x-ms-has-legal-hold': 'false',
    'Content-Length': '0',
  });
  call.response.end();
}

const versionHeaders = ({ etag, changedAt }: BlobContainer): Record<string, string> => ({
  ETag: etag,
  'Last-Modified': new Date(changedAt).toUTCString(),
});

/** List Blobs, flat. */
export function listBlobs(call: BlobCall, account: BlobAccount, store: BlobStore, origin: string): void {
  const container = requireContainer(call, account);
  if (call.query.has('delimiter')) throw refusals.notServed('List Blobs with a delimiter');
  const page = pageOf(call);
  const withMetadata = (call.query.get('include') ?? '').split(',').includes('metadata');
  const found = store.list(container.generation, { ...page, limit: page.limit + 1 });
  const shown = found.slice(0, page.limit);
  const last = found.length > page.limit ? (shown.at(-1)?.name ?? '') : '';
  const root =
    `<EnumerationResults ServiceEndpoint="${escapeXml(`${origin}/${account.name}/`)}" ContainerName="${container.name}">` +
    page.echo +
    element('Blobs', shown.map((blob) => blobXml(blob, withMetadata, call.now)).join('')) +
    element('NextMarker', page.markerAfter(last), 'text') +
    '</EnumerationResults>';
  sendXml(call.response, 200, xmlDocument(root));
}

/** Characters that XML cannot hold are percent-encoded, as the service does it. */
function nameXml(name: string): string {
  if (!/[\u0000-\u001f\ufffe\uffff]/.test(name)) return element('Name', name, 'text');
  return `<Name Encoded="true">${escapeXml(encodeURIComponent(name))}</Name>`;
}

function blobXml(blob: StoredBlob, withMetadata: boolean, now: number): string {
  const lease = describeLease(blob.lease, now);
  const properties: [string, string | undefined][] = [
    ['Creation-Time', new Date(blob.createdAt).toUTCString()],
    ['Last-Modified', new Date(blob.changedAt).toUTCString()],
    ['Etag', blob.etag.replaceAll('"', '')],
    ['Content-Length', String(blob.size)],
    ['Content-Type', blob.headers['content-type']],
    ['Content-Encoding', blob.headers['content-encoding'] ?? ''],
    ['Content-Language', blob.headers['content-language'] ?? ''],
    ['Content-MD5', blob.md5 ?? ''],
    ['Cache-Control', blob.headers['cache-control'] ?? ''],
    ['Content-Disposition', blob.headers['content-disposition'] ?? ''],
    ['BlobType', 'BlockBlob'],
    ['AccessTier', 'Hot'],
    ['AccessTierInferred', 'true'],
    ['LeaseStatus', lease.status],
    ['LeaseState', lease.state],
    ['LeaseDuration', lease.duration],
    ['ServerEncrypted', 'true'],
  ];
  const xml = properties.map(([name, value]) => (value === undefined ? '' : element(name, value, 'text'))).join('');
  const metadata = withMetadata ? metadataXml(blob.metadata) : '';
  return element('Blob', nameXml(blob.name) + element('Properties', xml) + metadata);
}
