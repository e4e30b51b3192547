import { type IncomingMessage, type ServerResponse } from 'node:http';
import { type Clock } from '@aro-rp/time';
import { asObject, isObject, type Json } from '../../arm/model/json.ts';
import { readBody, sendJson } from '../../host/body.ts';
import { acceptObject } from './accept.ts';
import { page } from './collections.ts';
import { type KubeObject } from './object.ts';
import { type Objects, type Preconditions } from './objects.ts';
import { applyPatch } from './patches.ts';
import { type Place } from './paths.ts';
import { renderList, renderOne, representation, type Representation } from './rendering.ts';
import { applyScale, toScale } from './scale.ts';
import { fieldSelector, labelSelector } from './selectors.ts';
import { refusals } from './status.ts';
import { watch } from './watch.ts';

const mostBytes = 3 * 1_048_576;

interface Call {
  place: Place;
  query: URLSearchParams;
  request: IncomingMessage;
  response: ServerResponse;
  how: Representation;
}

/** Answers one request for objects. @throws ApiError */
export async function serveResources(
  objects: Objects,
  clock: Clock,
  place: Place,
  query: URLSearchParams,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const how = representation(request.headers.accept ?? '', query.get('includeObject'));
  const call: Call = { place, query, request, response, how };
  if (place.name === undefined) return serveCollection(objects, clock, call);
  return serveOne(objects, clock, call, place.name);
}

async function serveCollection(objects: Objects, clock: Clock, call: Call): Promise<void> {
  const { place, query, request, response, how } = call;
  const { kind, namespace } = place;
  const byLabel = labelSelector(query.get('labelSelector'));
  const byField = fieldSelector(query.get('fieldSelector'));
  const matches = (object: KubeObject) => byLabel(object) && byField(object);
  const now = clock.now();
  switch (request.method) {
    case 'GET': {
      if (['1', 'true'].includes(query.get('watch') ?? ''))
        return watch(objects, clock, response, {
          kind,
          ...(namespace === undefined ? {} : { namespace }),
          matches,
          from: query.get('resourceVersion'),
          timeoutSeconds: Number(query.get('timeoutSeconds') ?? 0) || 1_800,
          how,
        });
      const found = page(objects.list(kind, namespace).filter(matches), query.get('limit'), query.get('continue'));
      const metadata: Json = { resourceVersion: String(objects.version()), ...found.metadata };
      return sendJson(response, 200, renderList(kind, found.items, metadata, how, now));
    }
    case 'POST': {
      if (kind.namespaced && namespace === undefined) throw refusals.methodNotAllowed();
      const accepted = acceptObject(place, asObject(await readJson(request)));
      const { status: _status, ...withoutStatus } = accepted;
      const created = (kind.hasStatus ? withoutStatus : accepted) as KubeObject;
      if (isDryRun(query)) return sendJson(response, 201, created);
      return sendJson(response, 201, renderOne(kind, objects.create(created), how, now));
    }
    case 'DELETE': {
      const gone = objects.transaction(() =>
        objects
          .list(kind, namespace)
          .filter(matches)
          .map((one) => objects.remove(kind, one.metadata.namespace, one.metadata.name)),
      );
      return sendJson(response, 200, renderList(kind, gone, { resourceVersion: String(objects.version()) }, how, now));
    }
    default:
      throw refusals.methodNotAllowed();
  }
}

async function serveOne(objects: Objects, clock: Clock, call: Call, name: string): Promise<void> {
  const { place, query, request, response, how } = call;
  const { kind, namespace, subresource } = place;
  const current = () => {
    const found = objects.get(kind, namespace, name);
    if (!found) throw refusals.notFound(kind, name);
    return found;
  };
  const answer = (object: KubeObject) =>
    sendJson(response, 200, subresource === 'scale' ? toScale(object) : renderOne(kind, object, how, clock.now()));
  const store = (document: Json, base: KubeObject): void => {
    const next = subresource === 'scale' ? applyScale(kind, base, document) : acceptObject(place, document);
    if (isDryRun(query)) return answer(next);
    answer(objects.update(next, { part: subresource === 'status' ? 'status' : 'spec' }));
  };
  switch (request.method) {
    case 'GET':
      return answer(current());
    case 'PUT': {
      const document = asObject(await readJson(request));
      return store(document, current());
    }
    case 'PATCH': {
      const patch = await readJson(request);
      const mediaType = (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
      const base = current();
      const document = subresource === 'scale' ? toScale(base) : (base as Json);
      return store(applyPatch(mediaType, document, patch), base);
    }
    case 'DELETE': {
      const options = asObject(await readJson(request));
      const preconditions = asObject(options['preconditions']) as Preconditions;
      current();
      if (isDryRun(query)) return answer(current());
      return answer(objects.remove(kind, namespace, name, preconditions));
    }
    default:
      throw refusals.methodNotAllowed();
  }
}

const isDryRun = (query: URLSearchParams): boolean => query.getAll('dryRun').includes('All');

async function readJson(request: IncomingMessage): Promise<unknown> {
  const text = await readBody(request, mostBytes);
  const mediaType = request.headers['content-type'] ?? 'application/json';
  if (text !== '' && !/[/+]json\b/.test(mediaType)) throw refusals.unsupportedMedia(mediaType);
  if (text === '') return {};
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw refusals.badRequest(`the body is no JSON: ${(cause as Error).message}`);
  }
  if (!isObject(parsed) && !Array.isArray(parsed)) throw refusals.badRequest('the body is no JSON object');
  return parsed;
}
