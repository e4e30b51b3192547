/** Manifests by their path in the installer's folder, `manifests/cvo-overrides.yaml`, as text. */
export type Manifests = ReadonlyMap<string, string>;

/** Where the router's load balancer gets its address from; without it, the cluster chooses. */
export type RouterAddress =
  /** An address of the worker subnet. */
  | { internal: true; address: string }
  /** A public address of the managed resource group, by address, or by the name that follows from the infra id. */
  | { internal: false; address: string }
  | { internal: false; publicIpName: (infraId: string) => string };

/** What is done to the manifests beside what is always done (docs/openshift-install.md 6). */
export interface ManifestEdits {
  router?: RouterAddress;
  /** Our storage account for the image registry; without it, the cluster makes one. */
  imageRegistry?: { accountName: string; container: string; cloudName?: string };
}

/** The installer wrote other manifests than we know how to edit. Says which file, never what is in it. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
  constructor(
    readonly file: string,
    problem: string,
  ) {
    super(`${file}: ${problem}`);
  }
}
