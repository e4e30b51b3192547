/** What the build puts into the program. */
export interface Linked {
  version: string;
  releaseImage: string;
  arm: string;
  authorityHost: string;
  caPem: string;
  /** Milliseconds. */
  slowness: number;
}

declare const openshiftInstallLinked: Linked;

/** The bundler replaces the name by its value. */
export const linked = (): Linked => openshiftInstallLinked;
