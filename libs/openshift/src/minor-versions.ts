/** What differs from one minor version of OpenShift to the next, as far as we have to know (docs/openshift-install.md 8). */
export interface MinorVersion {
  /** `4.16` */
  minor: string;
  /**
   * - `user-assigned`: machines carry the managed identity `<infra id>-identity`, which must exist before them.
   * - `none`: the install-config says that machines have no identity; earlier binaries do not know the member.
   */
  machineIdentity: 'user-assigned' | 'none';
}

const minorVersions: readonly MinorVersion[] = [
  { minor: '4.16', machineIdentity: 'user-assigned' },
  { minor: '4.17', machineIdentity: 'user-assigned' },
  { minor: '4.18', machineIdentity: 'user-assigned' },
  { minor: '4.19', machineIdentity: 'none' },
  { minor: '4.20', machineIdentity: 'none' },
];

export const supportedMinors: readonly string[] = minorVersions.map(({ minor }) => minor);

/** The version is none that this release of the service can install. */
export class UnsupportedVersionError extends Error {
  override readonly name = 'UnsupportedVersionError';
  constructor(readonly version: string) {
    super(`OpenShift '${version}' cannot be installed; supported are ${supportedMinors.join(', ')}`);
  }
}

/** @param version `4.16.30`, also with a pre-release or build part. @throws UnsupportedVersionError */
export function minorVersionOf(version: string): MinorVersion {
  const minor = /^(\d+\.\d+)\.\d+(?:[-+].*)?$/.exec(version)?.[1];
  const known = minorVersions.find((one) => one.minor === minor);
  if (known === undefined) throw new UnsupportedVersionError(version);
  return known;
}
