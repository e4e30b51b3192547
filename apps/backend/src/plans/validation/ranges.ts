import { cidrsOverlap, parseCidr } from '@aro-rp/api';
import { type Finding } from './findings.ts';
import { subnetFindings } from './network-findings.ts';
import { wantedSubnets } from './network.ts';
import { rangesOf } from './subnets.ts';
import { type Check } from './survey.ts';

/** Addresses that somebody uses. */
export interface UsedRange {
  /** Who, as a sentence names it. */
  of: string;
  range: string;
  /** Where the request names it. */
  target: string;
}

/** What OVN-Kubernetes and Azure's machines use inside every cluster; pods and services are held against it before. */
const taken = ['100.64.0.0/16', '169.254.169.0/29', '100.88.0.0/16'];

/** The subnets, the pods and the services, each against each other, and the subnets against what every cluster uses. */
export const ranges: Check = async (survey) => {
  const { podCidr, serviceCidr } = survey.context.cluster.properties.networkProfile;
  const subnets = (await wantedSubnets(survey)).flatMap(({ found, target }) =>
    found === undefined ? [] : rangesOf(found).map((range) => ({ of: `the subnet '${found.id}'`, range, target })),
  );
  const profile = 'properties.networkProfile';
  return overlaps(
    subnets,
    [
      { of: 'the pods', range: podCidr, target: `${profile}.podCidr` },
      { of: 'the services', range: serviceCidr, target: `${profile}.serviceCidr` },
    ],
    taken,
  );
};

/** Every pair that has an address in common, once; ranges of one owner never do. */
export function overlaps(
  subnets: readonly UsedRange[],
  cluster: readonly UsedRange[],
  everywhere: readonly string[],
): Finding[] {
  const all = [...subnets, ...cluster];
  const among = all.flatMap((one, index) =>
    all
      .slice(index + 1)
      .filter((other) => other.of !== one.of && haveCommon(one.range, other.range))
      .map((other) => subnetFindings.overlap(one.of, one.range, other.of, other.range, one.target)),
  );
  const reserved = subnets.flatMap((one) =>
    everywhere
      .filter((range) => haveCommon(one.range, range))
      .map((range) => subnetFindings.overlap(one.of, one.range, "OpenShift's own network", range, one.target)),
  );
  return [...among, ...reserved];
}

export function haveCommon(one: string, other: string): boolean {
  const [first, second] = [parseCidr(one), parseCidr(other)];
  return first !== undefined && second !== undefined && cidrsOverlap(first, second);
}
