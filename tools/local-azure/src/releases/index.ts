import { type Duration } from '@aro-rp/time';
import { images } from '../arm/model/providers/compute/images.ts';
import { type Endpoints } from '../host/context.ts';
import { type LocalAzure } from '../host/local-azure.ts';
import { buildInstaller, stopBuilding } from '../openshift-install/index.ts';
import { createUploader } from './upload.ts';
import { type Upstream } from './upstream.ts';

export { startUpstream, type Upstream } from './upstream.ts';

/** What an SRE has to know of a release to offer it: one entry of the file that `update-versions` reads. */
export interface PublishedRelease {
  version: string;
  enabled: boolean;
  default: boolean;
  /** By digest, in the registry. */
  releaseImage: string;
  /** In the installer store, under its digest. */
  installer: { digest: string; size: number };
  osImage: { publisher: string; offer: string; skus: { V1?: string; V2?: string }; version: string };
}

/**
 * Makes releases installable here, as the mirror does: the release image is in the registry, its
 * `openshift-install` in the service's blob container. The first is the default. May be repeated.
 * @throws Error when a service that it needs was not started
 */
export async function publishReleases(
  azure: LocalAzure,
  versions: readonly string[],
  options: { slowness?: Duration } = {},
): Promise<PublishedRelease[]> {
  const endpoints = azure.endpoints as Endpoints;
  const caPem = azure.certificates.authority;
  const uploader = createUploader(endpoints, caPem);
  const published = await Promise.all(
    versions.map(async (version, index) => {
      const { reference: releaseImage } = await azure.registry.seedRelease({ version });
      const { bytes, digest, size } = await buildInstaller({
        ...{ version, releaseImage, caPem, ...options },
        endpoints: { arm: endpoints.arm, authorityHost: endpoints.authorityHost },
      });
      await uploader.upload(`${endpoints.rp.installerStore}/${digest.replace('sha256:', '')}`, bytes);
      return {
        ...{ version, enabled: true, default: index === 0, releaseImage },
        installer: { digest, size },
        osImage: osImageOf(version),
      };
    }),
  );
  await stopBuilding();
  return published;
}

/**
 * Publishes releases where OpenShift does, to be mirrored from there.
 * @returns what an SRE has to say to offer them once they are
 */
export async function publishUpstream(
  azure: LocalAzure,
  upstream: Upstream,
  versions: readonly string[],
): Promise<PublishedRelease[]> {
  const { arm, authorityHost, registry } = azure.endpoints as Endpoints;
  const published: PublishedRelease[] = [];
  for (const [index, version] of versions.entries()) {
    const osImage = osImageOf(version);
    const { bytes, digest, size } = await buildInstaller({
      // Whoever runs it says which release it is to install; there is none that it could name before it is part of it.
      ...{
        version,
        releaseImage: `quay.io/openshift-release-dev/ocp-release:${version}`,
        caPem: azure.certificates.authority,
      },
      endpoints: { arm, authorityHost },
    });
    const image = await upstream.publish({
      version,
      installer: bytes,
      bootImage: bootImageOf(version, osImage.version),
    });
    published.push({
      ...{ version, enabled: true, default: index === 0, osImage, installer: { digest, size } },
      releaseImage: `${registry}/openshift-release-dev/ocp-release@${image}`,
    });
  }
  await stopBuilding();
  return published;
}

/** From 4.19 on builds are named after RHEL. */
function bootImageOf(version: string, marketplace: string): string {
  const [major = '', minor = '', day = ''] = marketplace.split('.');
  return Number(version.split('.')[1]) >= 19 ? `9.${minor}.${day}-0` : `${major}.${minor}.${day}0000-0`;
}

function osImageOf(version: string): PublishedRelease['osImage'] {
  const [major, minor] = version.split('.');
  const sku = `aro_${major}${minor}`;
  const [image] = images.find((one) => one.sku === sku)?.versions ?? [];
  if (image === undefined) throw new Error(`there is no machine image for ${version}`);
  return { publisher: 'azureopenshift', offer: 'aro4', skus: { V1: sku, V2: `${sku}-v2` }, version: image };
}
