import { type Duration } from '@aro-rp/time';

/** What is linked into one `openshift-install`, as a real one has its release and Azure's addresses inside. */
export interface InstallerBuild {
  /** Of the release, `4.16.30`; its minor version decides what the program writes. */
  version: string;
  /** Pull spec by digest; the environment's override wins. */
  releaseImage: string;
  /** URLs without a trailing slash. */
  endpoints: { arm: string; authorityHost: string };
  /** The only authority that the program trusts. */
  caPem: string;
  /** What `create manifests` and `create ignition-configs` take together beyond their work; none unless told. */
  slowness?: Duration;
}

export interface BuiltInstaller {
  /** An executable file: write it with mode 0500 and run it. It needs this machine's Node, and nothing else. */
  bytes: Uint8Array;
  digest: `sha256:${string}`;
  size: number;
}

/**
 * One self-contained program that stands where `openshift-install` would (docs/openshift-install.md). The same input
 * gives the same bytes on one machine. @throws TypeError when the version is none that the program knows
 */
export async function buildInstaller(build: InstallerBuild): Promise<BuiltInstaller> {
  const { bundleInstaller } = await import('./build.ts');
  return bundleInstaller(build);
}

/** Ends what {@link buildInstaller} has started, when no more is to be built soon. */
export async function stopBuilding(): Promise<void> {
  const { stopBundler } = await import('./build.ts');
  await stopBundler();
}
