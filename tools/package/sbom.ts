/** What of an npm lock file (version 3) is read here: packages by their place, such as `node_modules/a/node_modules/b`. */
export interface Lock {
  packages: Readonly<Record<string, LockedPackage>>;
}

interface LockedPackage {
  /** Where it is not that of its place. */
  name?: string;
  version?: string;
  license?: string;
  /** Algorithm and base64, such as `sha512-AAAA`. */
  integrity?: string;
  /** A package of this repository. */
  link?: boolean;
}

/** A bill of materials (CycloneDX 1.6, JSON). */
export interface Sbom {
  bomFormat: 'CycloneDX';
  specVersion: '1.6';
  version: 1;
  metadata: { component: Component };
  components: Component[];
}

interface Component {
  type: 'application' | 'library';
  'bom-ref': string;
  group?: string;
  name: string;
  version: string;
  purl?: string;
  licenses?: ({ license: { id: string } | { name: string } } | { expression: string })[];
  hashes?: { alg: string; content: string }[];
}

/**
 * What is in a bundle: the packages of npm that any of its files is from, as the lock file has them. It has no time and
 * no random number, so that the same bundle has the same bill.
 * @param inputs files of the bundle, from the root of the repository
 * @throws Error for a file of a package that is not locked
 */
export function sbomOf(service: { name: string; version: string }, inputs: readonly string[], lock: Lock): Sbom {
  const places = new Set(inputs.map(placeOf).filter((place) => place !== undefined));
  const components = [...places].map((place) => componentOf(place, lock.packages[place]));
  const byRef = new Map(components.map((one) => [one['bom-ref'], one]));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: { component: { type: 'application', 'bom-ref': service.name, ...service } },
    components: [...byRef.values()].sort((one, other) => (one['bom-ref'] < other['bom-ref'] ? -1 : 1)),
  };
}

/** Up to the name after the last `node_modules`; undefined for a file of this repository. */
const placeOf = (input: string): string | undefined =>
  /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(input.replace(/^[a-z-]+:/, ''))?.[0];

function componentOf(place: string, locked: LockedPackage | undefined): Component {
  if (locked?.version === undefined) throw new Error(`${place} is in the bundle and not in the lock file`);
  const full = locked.name ?? place.split('node_modules/').at(-1) ?? place;
  const [group, name] = full.startsWith('@') ? full.split('/') : [undefined, full];
  const purl = `pkg:npm/${full.replace('@', '%40')}@${locked.version}`;
  return {
    type: 'library',
    'bom-ref': purl,
    ...(group !== undefined && { group }),
    name: name ?? full,
    version: locked.version,
    purl,
    ...(locked.license !== undefined && { licenses: [licenseOf(locked.license)] }),
    ...(locked.integrity !== undefined && { hashes: [hashOf(locked.integrity)] }),
  };
}

/** An SPDX id, an expression of several, or words of the package's own. */
function licenseOf(license: string) {
  if (/ (AND|OR|WITH) /.test(license)) return { expression: license };
  return { license: /^[\w.+-]+$/.test(license) ? { id: license } : { name: license } };
}

/** From "Subresource Integrity" to CycloneDX's words. */
function hashOf(integrity: string) {
  const [, algorithm = '', value = ''] = /^sha(\d+)-(\S+)/.exec(integrity) ?? [];
  return { alg: `SHA-${algorithm}`, content: Buffer.from(value, 'base64').toString('hex') };
}
