import { asObject, isObject, type Json, sameJson } from '../../arm/model/json.ts';
import { refusals } from './status.ts';

/** Applies a patch of one of the media types of the Kubernetes API. @throws ApiError 400, 415, 422 */
export function applyPatch(mediaType: string, document: Json, patch: unknown): Json {
  switch (mediaType) {
    case 'application/merge-patch+json':
      return asObject(mergePatch(document, patch));
    case 'application/strategic-merge-patch+json':
      // Without a list in it, a strategic merge is an ordinary one; lists would need the merge keys of each type.
      if (hasList(patch)) throw refusals.unsupportedMedia(`${mediaType} with lists`);
      return asObject(mergePatch(document, patch));
    case 'application/json-patch+json':
      if (!Array.isArray(patch)) throw refusals.badRequest('a JSON patch is a list of operations');
      return asObject((patch as unknown[]).map(asObject).reduce<unknown>(operate, structuredClone(document)));
    default:
      throw refusals.unsupportedMedia(mediaType);
  }
}

/** RFC 7396. */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged: Json = { ...asObject(target) };
  for (const [name, value] of Object.entries(patch))
    if (value === null) delete merged[name];
    else merged[name] = mergePatch(merged[name], value);
  return merged;
}

const hasList = (value: unknown): boolean =>
  Array.isArray(value) || (isObject(value) && Object.values(value).some(hasList));

/** One operation of RFC 6902. */
function operate(document: unknown, operation: Json): unknown {
  const path = pointer(operation['path']);
  switch (operation['op']) {
    case 'add':
      return set(document, path, operation['value'], 'add');
    case 'replace':
      if (read(document, path) === undefined) throw missing(operation['path']);
      return set(document, path, operation['value'], 'replace');
    case 'remove':
      return unset(document, path, operation['path']);
    case 'test':
      if (!sameJson(read(document, path), operation['value']))
        throw refusals.badRequest(`testing path ${String(operation['path'])} failed`);
      return document;
    case 'copy':
      return set(document, path, read(document, pointer(operation['from'])), 'add');
    case 'move': {
      const from = pointer(operation['from']);
      const value = read(document, from);
      return set(unset(document, from, operation['from']), path, value, 'add');
    }
    default:
      throw refusals.badRequest(`unknown operation ${JSON.stringify(operation['op'])}`);
  }
}

const missing = (path: unknown) => refusals.badRequest(`the path ${String(path)} is missing`);

/** RFC 6901. */
function pointer(text: unknown): string[] {
  if (typeof text !== 'string' || (text !== '' && !text.startsWith('/'))) throw missing(text);
  return text
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function read(document: unknown, path: string[]): unknown {
  return path.reduce<unknown>(
    (value, part) =>
      Array.isArray(value) ? (value as unknown[])[Number(part)] : isObject(value) ? value[part] : undefined,
    document,
  );
}

function set(document: unknown, path: string[], value: unknown, how: 'add' | 'replace'): unknown {
  const last = path.at(-1);
  if (last === undefined) return value;
  const holder = read(document, path.slice(0, -1));
  if (Array.isArray(holder)) holder.splice(last === '-' ? holder.length : Number(last), how === 'add' ? 0 : 1, value);
  else if (isObject(holder)) holder[last] = value;
  else throw missing(`/${path.join('/')}`);
  return document;
}

function unset(document: unknown, path: string[], text: unknown): unknown {
  if (read(document, path) === undefined) throw missing(text);
  const last = path.at(-1) ?? '';
  const holder = read(document, path.slice(0, -1));
  if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete asObject(holder)[last];
  return document;
}
