import { type VersionContent } from '@aro-rp/database';
import { minorVersionOf, supportedMinors } from '@aro-rp/openshift';

type Json = Record<string, unknown>;

/** @returns the versions of the file, or every fault of it */
export function readVersions(text: string): { versions: VersionContent[] } | { faults: string[] } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { faults: [`it is no JSON: ${(error as Error).message}`] };
  }
  if (!Array.isArray(value)) return { faults: ['it is no list of versions'] };
  const faults = [...value.flatMap((one, index) => faultsOf(one, `[${index}]`)), ...faultsBetween(value)];
  return faults.length > 0 ? { faults } : { versions: (value as VersionContent[]).map(onlyKnown) };
}

/** What is wrong with the list, whatever is wrong with its elements. */
function faultsBetween(list: readonly unknown[]): string[] {
  const named = list.filter(isObject).filter(({ version }) => typeof version === 'string') as { version: string }[];
  const names = named.map(({ version }) => version);
  const twice = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  const defaults = (named as Partial<VersionContent>[]).filter((one) => one.default === true);
  return [
    ...(twice.length > 0 ? [`${twice.join(', ')}: listed more than once`] : []),
    ...(defaults.length > 1 ? [`${defaults.map(({ version }) => version).join(', ')}: one can be the default`] : []),
    ...defaults
      .filter(({ enabled }) => enabled === false)
      .map(({ version }) => `${version}: the default is not enabled`),
  ];
}

/** @param where such as `[0]` */
function faultsOf(value: unknown, where: string): string[] {
  if (!isObject(value)) return [`${where}: is no object`];
  const faults: string[] = [];
  const check = (
    name: string,
    isRight: (member: unknown) => boolean,
    allowed: string,
    holder: Json = value,
    at = where,
  ) => {
    if (!isRight(holder[name])) faults.push(`${at}.${name}: ${shown(holder[name])} is not ${allowed}`);
  };
  check('version', isSupported, `a version such as 4.16.30, of ${supportedMinors.join(', ')}`);
  check('enabled', isBoolean, 'true or false');
  check('default', isBoolean, 'true or false');
  check(
    'releaseImage',
    matching(/^[^\s@]+@sha256:[0-9a-f]{64}$/),
    'an image reference by digest, HOST/NAME@sha256:HEX',
  );
  const installer = isObject(value['installer']) ? value['installer'] : {};
  check('digest', matching(/^sha256:[0-9a-f]{64}$/), 'a digest, sha256:HEX', installer, `${where}.installer`);
  check(
    'size',
    (size) => Number.isSafeInteger(size) && Number(size) > 0,
    'a number of bytes',
    installer,
    `${where}.installer`,
  );
  const image = isObject(value['osImage']) ? value['osImage'] : {};
  for (const name of ['publisher', 'offer', 'version'])
    check(name, matching(/^\S+$/), 'a text', image, `${where}.osImage`);
  check('skus', isSkus, 'an object with V1, V2 or both', image, `${where}.osImage`);
  return faults;
}

const onlyKnown = ({
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

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isBoolean = (value: unknown) => typeof value === 'boolean';
const matching = (pattern: RegExp) => (value: unknown) => typeof value === 'string' && pattern.test(value);
const isSkus = (value: unknown) =>
  isObject(value) &&
  Object.keys(value).length > 0 &&
  Object.entries(value).every(([generation, sku]) => /^V[12]$/.test(generation) && matching(/^\S+$/)(sku));
const shown = (value: unknown) => (value === undefined ? 'nothing' : JSON.stringify(value));
