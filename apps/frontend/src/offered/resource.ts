import {
  errors,
  normalizeLocation,
  type OfferedResource,
  providerNamespace,
  sameResource,
  versions,
} from '@aro-rp/api';
import { type Handler, type VersionedCall } from '../http/call.ts';
import { parameter } from '../http/query.ts';
import { type Offered } from './offered.ts';

/** One type of read-only resources below a location. */
export interface OfferedType<D> {
  /** Its type below `locations`, and what a version calls its list and one of it. */
  list: OfferedResource;
  one: OfferedResource;
  /** The parameter of its path, and what its name must be (published Swagger); 63 characters at most. */
  parameter: string;
  pattern: RegExp;
  /** What a name looks like, for messages. */
  example: string;
  nameOf(document: D): string;
  /** As every version that has it shows it. */
  propertiesOf(document: D): Record<string, unknown>;
}

export interface Offering<D> {
  resource: OfferedType<D>;
  offered: Offered<D>;
  /** The region that this service runs in. */
  location: string;
}

/** All, in one page. @throws CloudError 400 when the version does not have the list */
export const listOffered =
  <D>(offering: Offering<D>): Handler<VersionedCall> =>
  async (call) => {
    requireServed(call, offering.resource.list, offering.resource.list);
    if (parameter(call.query, '$skipToken') !== undefined) throw errors.invalidSkipToken();
    const documents = await offering.offered.list();
    return { status: 200, body: { value: documents.map((document) => external(call, offering, document)) } };
  };

/** 200, or 404 when it is not offered. @throws CloudError 400 for a name that it cannot have */
export const getOffered =
  <D>(offering: Offering<D>): Handler<VersionedCall> =>
  async (call) => ({ status: 200, body: external(call, offering, await find(call, offering)) });

/** ARM's check of existence: 204 or 404, without content. */
export const headOffered =
  <D>(offering: Offering<D>): Handler<VersionedCall> =>
  async (call) => {
    await find(call, offering);
    return { status: 204 };
  };

async function find<D>(call: VersionedCall, { resource, offered }: Offering<D>): Promise<D> {
  requireServed(call, resource.one, resource.list);
  const name = call.params[resource.parameter] ?? '';
  if (name.length > longestName || !resource.pattern.test(name)) {
    throw errors.invalidParameter(
      resource.parameter,
      `The name in the path is not one that ${resource.list} have; it is one such as '${resource.example}'.`,
    );
  }
  const found = (await offered.list()).find((document) => sameResource(resource.nameOf(document), name));
  if (found === undefined) throw errors.notOffered(`locations/${resource.list}`, name);
  return found;
}

const longestName = 63;

function requireServed({ version }: VersionedCall, what: OfferedResource, type: string): void {
  if (version.serves.has(what)) return;
  const supported = [...versions.values()].filter(({ serves }) => serves.has(what));
  throw errors.invalidResourceType(
    `locations/${type}`,
    version.version,
    supported.map((one) => one.version),
  );
}

function external<D>({ params }: VersionedCall, { resource, location }: Offering<D>, document: D) {
  const name = resource.nameOf(document);
  const place = `/subscriptions/${params.subscriptionId}/providers/${providerNamespace}/locations/${normalizeLocation(location)}`;
  return {
    id: `${place}/${resource.list}/${name}`,
    name,
    type: `${providerNamespace}/locations/${resource.list}`,
    properties: resource.propertiesOf(document),
  };
}
