/** What one minor version of OpenShift does otherwise than its neighbours (docs/openshift-install.md 8). */
export interface MinorVersion {
  minor: string;
  /** `cluster-api/` is written, for a controller that runs on the installing machine. */
  clusterApi: boolean;
  /** `platform.azure….identity` is a known member, and without an identity machines have none. */
  knowsIdentity: boolean;
  machineConfigServerCa: boolean;
  /** Metadata of Go types prints `creationTimestamp: null`. */
  printsCreationTimestamp: boolean;
}

const minors: readonly MinorVersion[] = [16, 17, 18, 19, 20].map((number) => ({
  minor: `4.${number}`,
  clusterApi: number >= 17,
  knowsIdentity: number >= 19,
  machineConfigServerCa: number >= 19,
  printsCreationTimestamp: number < 20,
}));

/** @param version `4.16.30`. @throws TypeError when it is none of 4.16 to 4.20 */
export function minorOf(version: string): MinorVersion {
  const text = /^(\d+\.\d+)\.\d+(?:[-+].*)?$/.exec(version)?.[1];
  const found = minors.find(({ minor }) => minor === text);
  if (!found) throw new TypeError(`there is no openshift-install ${version} here, only 4.16 to 4.20`);
  return found;
}
