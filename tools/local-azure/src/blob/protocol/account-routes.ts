import { readBody } from '../../host/body.ts';
import { type BlobAccount } from '../account.ts';
import { BlobError, refusals } from '../model/errors.ts';
import { delegationKey } from '../model/signatures.ts';
import { sendXml } from './answer.ts';
import { type Right } from './authorize.ts';
import { type BlobCall } from './call.ts';
import { element, escapeXml, readKeyInfo, xmlDocument } from './xml.ts';
import { pageOf } from './paging.ts';

/** List Containers. */
export function listContainers(call: BlobCall, account: BlobAccount, origin: string): void {
  const page = pageOf(call);
  const withMetadata = (call.query.get('include') ?? '').split(',').includes('metadata');
  const all = account.containers
    .list()
    .filter(({ name }) => name.startsWith(page.prefix) && name > page.after)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  const shown = all.slice(0, page.limit);
  const entries = shown.map((container) =>
    element(
      'Container',
      element('Name', container.name, 'text') +
        element(
          'Properties',
          element('Last-Modified', new Date(container.changedAt).toUTCString()) +
            element('Etag', container.etag, 'text') +
            '<LeaseStatus>unlocked</LeaseStatus><LeaseState>available</LeaseState>' +
            '<HasImmutabilityPolicy>false</HasImmutabilityPolicy><HasLegalHold>false</HasLegalHold>',
        ) +
        (withMetadata ? metadataXml(container.metadata) : ''),
    ),
  );
  const last = all.length > page.limit ? (shown.at(-1)?.name ?? '') : '';
  const root =
    `<EnumerationResults ServiceEndpoint="${escapeXml(`${origin}/${account.name}/`)}">` +
    page.echo +
    element('Containers', entries.join('')) +
    element('NextMarker', page.markerAfter(last), 'text') +
    '</EnumerationResults>';
  sendXml(call.response, 200, xmlDocument(root));
}

export const metadataXml = (metadata: Record<string, string>): string =>
  element(
    'Metadata',
    Object.entries(metadata)
      .map(([name, value]) => element(name, value, 'text'))
      .join(''),
  );

const longest = 7 * 24 * 3_600_000;

/** Get User Delegation Key: for the holder of the token, for seven days at most. */
export async function getUserDelegationKey(
  call: BlobCall,
  account: BlobAccount,
  { principal }: Right,
  secret: Buffer,
): Promise<void> {
  if (!principal) throw refusals.permission();
  const { start = new Date(call.now).toISOString(), expiry, other } = readKeyInfo(await readBody(call.request));
  if (other.length > 0) throw refusals.notServed(`a user delegation key with ${other.join(', ')}`);
  const [from, to] = [Date.parse(start), Date.parse(expiry ?? '')];
  if (Number.isNaN(from) || Number.isNaN(to) || to <= from || to <= call.now || to > call.now + longest)
    throw new BlobError(
      400,
      'InvalidXmlNodeValue',
      'The value for one of the XML nodes is not in the correct format: the key must end within seven days, after its start.',
    );
  const seconds = (time: number) => new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
  const terms = {
    ...principal,
    start: seconds(from),
    expiry: seconds(to),
    version: call.version ?? '',
  };
  const fields: [string, string][] = [
    ['SignedOid', terms.oid],
    ['SignedTid', terms.tid],
    ['SignedStart', terms.start],
    ['SignedExpiry', terms.expiry],
    ['SignedService', 'b'],
    ['SignedVersion', terms.version],
    ['Value', delegationKey(secret, account.id, terms)],
  ];
  const root = element('UserDelegationKey', fields.map(([name, value]) => element(name, value, 'text')).join(''));
  sendXml(call.response, 200, xmlDocument(root));
}
