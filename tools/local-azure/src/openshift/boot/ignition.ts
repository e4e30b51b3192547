import { asObject, isObject, type Json } from '../../arm/model/json.ts';
import { listAt, textAt } from '../kubernetes/object.ts';
import { Unmet } from './unmet.ts';

/** What Azure hands to a machine at most. */
export const mostCustomData = 65_536;

/** The `customData` of a machine, decoded. @throws Unmet when there is none, or too much */
export function decodeCustomData(properties: Json): string {
  const encoded = textAt(properties, 'osProfile', 'customData');
  if (encoded === '') throw new Unmet('Ignition: no config provided by user (the machine has no customData)');
  const decoded = Buffer.from(encoded, 'base64');
  if (decoded.length > mostCustomData)
    throw new Unmet(`Ignition: customData has ${decoded.length} bytes, more than ${mostCustomData}`);
  return decoded.toString('utf8');
}

/** A configuration of Ignition's specification 3.x. @throws Unmet */
export function parseIgnition(text: string, origin: string): Json {
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch (cause) {
    throw new Unmet(`Ignition: ${origin} is no JSON: ${(cause as Error).message}`);
  }
  const version = textAt(config, 'ignition', 'version');
  if (!/^3\.\d+\.\d+$/.test(version))
    throw new Unmet(`Ignition: ${origin} has unsupported version '${version}', 3.x is needed`);
  return asObject(config);
}

/** Where a pointer's configuration comes from: `replace`, or the one entry of `merge`. @throws Unmet */
export function sourceOf(pointer: Json, how: 'replace' | 'merge', origin: string): string {
  const config = asObject(asObject(pointer['ignition'])['config']);
  const source = how === 'replace' ? textAt(config, 'replace', 'source') : textAt(listAt(config, 'merge')[0], 'source');
  if (!/^https:\/\/[^/]+\//.test(source)) throw new Unmet(`Ignition: ${origin} has no https ${how} source`);
  return source;
}

/** The files of a configuration by their paths. @throws Unmet when a file's content is no data URL */
export function filesOf(config: Json): Map<string, string> {
  const files = new Map<string, string>();
  for (const file of listAt(config, 'storage', 'files')) {
    if (!isObject(file)) continue;
    const path = textAt(file, 'path');
    files.set(path, fromDataUrl(textAt(file, 'contents', 'source'), path));
  }
  return files;
}

/** RFC 2397. @throws Unmet */
export function fromDataUrl(url: string, path: string): string {
  const match = /^data:([^,]*),(.*)$/s.exec(url);
  if (!match) throw new Unmet(`Ignition: the content of ${path} is no data URL`);
  const [, type = '', data = ''] = match;
  return type.endsWith(';base64') ? Buffer.from(data, 'base64').toString('utf8') : decodeURIComponent(data);
}
