import { type VersionContent } from '@aro-rp/database';
import { minorVersionOf, supportedMinors } from '@aro-rp/openshift';
import {
  isBoolean,
  isObject,
  type Json,
  matching,
  memberFaults,
  named,
  objectIn,
  readList,
  type ReadList,
  repeated,
} from './read-list.ts';

/** @returns the versions of the file, or every fault of it */
export const readVersions = (text: string): ReadList<VersionContent> =>
  readList(text, { what: 'versions', faultsOf, faultsBetween, onlyKnown });

function faultsBetween(list: readonly Json[]): string[] {
  const twice = repeated(named(list, 'version'));
  const defaults = list.filter((one) => one['default'] === true && typeof one['version'] === 'string');
  return [
    ...(twice.length > 0 ? [`${twice.join(', ')}: listed more than once`] : []),
    ...(defaults.length > 1 ? [`${named(defaults, 'version').join(', ')}: one can be the default`] : []),
    ...named(
      defaults.filter(({ enabled }) => enabled === false),
      'version',
    ).map((version) => `${version}: the default is not enabled`),
  ];
}

function faultsOf(value: Json, where: string): string[] {
  return [
    ...memberFaults(value, where, [
      { name: 'version', isRight: isSupported, allowed: `a version such as 4.16.30, of ${supportedMinors.join(', ')}` },
      { name: 'enabled', isRight: isBoolean, allowed: 'true or false' },
      { name: 'default', isRight: isBoolean, allowed: 'true or false' },
      {
        name: 'releaseImage',
        isRight: matching(/^[^\s@]+@sha256:[0-9a-f]{64}$/),
        allowed: 'an image reference by digest, HOST/NAME@sha256:HEX',
      },
    ]),
    ...memberFaults(objectIn(value, 'installer'), `${where}.installer`, [
      { name: 'digest', isRight: matching(/^sha256:[0-9a-f]{64}$/), allowed: 'a digest, sha256:HEX' },
      { name: 'size', isRight: isSize, allowed: 'a number of bytes' },
    ]),
    ...memberFaults(objectIn(value, 'osImage'), `${where}.osImage`, [
      ...['publisher', 'offer', 'version'].map((name) => ({ name, isRight: isText, allowed: 'a text' })),
      { name: 'skus', isRight: isSkus, allowed: 'an object with V1, V2 or both' },
    ]),
  ];
}

/** A version as a file may have it. */
export const onlyKnown = ({
  version,
  enabled,
  default: isDefault,
  releaseImage,
  installer,
  osImage,
}: VersionContent): VersionContent => ({
  ...{ version, enabled, default: isDefault, releaseImage },
  installer: { digest: installer.digest, size: installer.size },
  osImage: { publisher: osImage.publisher, offer: osImage.offer, skus: osImage.skus, version: osImage.version },
});

function isSupported(value: unknown): boolean {
  // It becomes the id of a document, which takes no slash, question mark or number sign.
  if (typeof value !== 'string' || !/^[\w.+-]+$/.test(value)) return false;
  try {
    minorVersionOf(value);
    return true;
  } catch {
    return false;
  }
}

const isText = matching(/^\S+$/);
const isSize = (size: unknown): boolean => Number.isSafeInteger(size) && Number(size) > 0;
const isSkus = (value: unknown): boolean =>
  isObject(value) &&
  Object.keys(value).length > 0 &&
  Object.entries(value).every(([generation, sku]) => /^V[12]$/.test(generation) && isText(sku));
