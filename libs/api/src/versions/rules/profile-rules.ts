import { type Violation } from '../../errors/violation.ts';
import { quote } from '../../errors/quote.ts';
import { elementPath } from '../schema/path.ts';
import { invalid, onCreate } from './rule.ts';
import { masterVmSizes, type VmSize, workerVmSizes } from './vm-sizes.ts';

/** A cluster begins with one set of workers. */
export const oneWorkerProfile = onCreate(({ properties }) =>
  exactlyOne('properties.workerProfiles', properties?.workerProfiles, 'worker'),
);

export const oneIngressProfile = onCreate(({ properties }) =>
  exactlyOne('properties.ingressProfiles', properties?.ingressProfiles, 'default'),
);

const exactlyOne = (target: string, profiles: object[] | undefined, name: string): Violation[] =>
  profiles === undefined || profiles.length === 1
    ? []
    : [invalid(target, `There must be exactly one profile, named '${name}', and there are ${profiles.length}.`)];

/** Some sizes need a newer OpenShift. Says nothing while the version is left to the service. */
export const vmSizeVersions = onCreate(({ properties }) => {
  const version = properties?.clusterProfile?.version;
  if (version === undefined) return [];
  return [
    ...tooNew(masterVmSizes, properties?.masterProfile?.vmSize, version, 'properties.masterProfile.vmSize'),
    ...(properties?.workerProfiles ?? []).flatMap(({ name, vmSize }, index) =>
      tooNew(workerVmSizes, vmSize, version, `${elementPath('properties.workerProfiles', name, index)}.vmSize`),
    ),
  ];
});

function tooNew(
  sizes: ReadonlyMap<string, VmSize>,
  size: string | undefined,
  version: string,
  target: string,
): Violation[] {
  const least = sizes.get(size ?? '')?.minimumVersion;
  return least === undefined || !isBelow(version, least)
    ? []
    : [
        invalid(
          target,
          `${quote(size)} needs OpenShift ${least} or newer, and the cluster is to be ${quote(version)}.`,
        ),
      ];
}

function isBelow(version: string, least: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = least.split('.').map(Number);
  return major < leastMajor || (major === leastMajor && minor < leastMinor);
}
