import { type VersionContent } from '@aro-rp/database';
import { parse } from 'yaml';
import { MirrorError } from '../mirror-error.ts';

/** Where a release image has the boot images that the release was tested with (`openshift/machine-config-operator`). */
export const bootImagesPath = 'release-manifests/0000_50_installer_coreos-bootimages.yaml';

/** Of the release image, by the update graph's name; as stream metadata of Fedora CoreOS names it. */
const streams: Readonly<Record<string, string>> = { amd64: 'x86_64', arm64: 'aarch64' };

/**
 * The marketplace image of the machines of a release: publisher `azureopenshift`, offer `aro4`, one SKU for each minor
 * version and hyper-V generation, and as its version that of the boot image without the time of day.
 * @param text of the ConfigMap at {@link bootImagesPath}
 * @throws MirrorError `malformed` which says what it lacks
 */
export function osImageOf(version: string, architecture: string, text: string): VersionContent['osImage'] {
  const fault = (what: string) => new MirrorError('malformed', `the boot images of ${version}: ${what}`);
  const build = member(streamOf(text, fault), [
    ...['architectures', streams[architecture] ?? architecture],
    ...['rhel-coreos-extensions', 'azure-disk', 'release'],
  ]);
  if (typeof build !== 'string') throw fault(`there is none for Azure on ${architecture}`);
  const [major = '', minor = ''] = version.split('.');
  const sku = `aro_${major}${minor}`;
  const image = imageVersionOf(build, `${major}${minor}`);
  if (image === undefined) throw fault(`'${build}' is no version of a boot image`);
  return { publisher: 'azureopenshift', offer: 'aro4', skus: { V1: sku, V2: `${sku}-v2` }, version: image };
}

/**
 * `416.94.202405141042-0` gives `416.94.20240514`. From 4.19 on builds are named after RHEL alone, `9.6.20250523-0`, and
 * the marketplace's versions go on as before: `419.6.20250523`.
 */
function imageVersionOf(build: string, release: string): string | undefined {
  const [, major, minor, day] = /^(\d+)\.(\d+)\.(\d{8})(?:\d{4})?-\d+$/.exec(build) ?? [];
  if (major === undefined) return undefined;
  return major.length > 2 ? `${major}.${minor}.${day}` : `${release}.${minor}.${day}`;
}

function streamOf(text: string, fault: (what: string) => MirrorError): unknown {
  try {
    const stream = member(parse(text), ['data', 'stream']);
    return JSON.parse(typeof stream === 'string' ? stream : '');
  } catch {
    throw fault('`data.stream` is no JSON');
  }
}

const member = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((found, name) => (found as Record<string, unknown> | null | undefined)?.[name], value);
