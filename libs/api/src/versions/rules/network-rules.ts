import { type Violation } from '../../errors/violation.ts';
import { quote } from '../../errors/quote.ts';
import { parseDiskEncryptionSetId, parseSubnetId } from '../../ids/linked-ids.ts';
import { sameResource } from '../../ids/resource-id.ts';
import { elementPath } from '../schema/path.ts';
import { type MasterProfile } from '../wire/machine-profiles.ts';
import { formatCidr, overlap, parseCidr } from './cidr.ts';
import { invalid, onCreate } from './rule.ts';

/** What OVN-Kubernetes and the platform use inside every cluster. */
const taken = ['100.64.0.0/16', '169.254.169.0/29', '100.88.0.0/16'].flatMap((text) => parseCidr(text) ?? []);

/** Pods and services keep out of the ranges that the cluster needs for itself. */
export const joinRanges = onCreate(({ properties }) => {
  const { podCidr, serviceCidr } = properties?.networkProfile ?? {};
  return [podCidr, serviceCidr].flatMap((text) => {
    const range = text === undefined ? undefined : parseCidr(text);
    const other = range && taken.find((each) => overlap(each, range));
    if (other === undefined) return [];
    const message = `${quote(text)} overlaps with ${formatCidr(other)}, which the cluster uses itself. Choose another range.`;
    return [invalid('properties.networkProfile', message, 'InvalidCIDRRange')];
  });
});

const master = 'properties.masterProfile';
const workers = 'properties.workerProfiles';

/** The parts of the id that the rules below need, when it is one. */
type Parse = (id: string) => { subscriptionId: string } | undefined;

function foreign(parse: Parse, id: string | undefined, subscriptionId: string, target: string): Violation[] {
  const parsed = id === undefined ? undefined : parse(id);
  return parsed === undefined || parsed.subscriptionId === subscriptionId
    ? []
    : [invalid(target, `${quote(id)} must be in the cluster's subscription, '${subscriptionId}'.`)];
}

/** Subnets and disk encryption sets are in the cluster's subscription. */
export const sameSubscription = onCreate(({ properties }, { id: { subscriptionId } }) => {
  const profiles: [path: string, profile: MasterProfile][] = [
    [master, properties?.masterProfile ?? {}],
    ...(properties?.workerProfiles ?? []).map((profile, index): [string, MasterProfile] => [
      elementPath(workers, profile.name, index),
      profile,
    ]),
  ];
  return profiles.flatMap(([path, profile]) => [
    ...foreign(parseSubnetId, profile.subnetId, subscriptionId, `${path}.subnetId`),
    ...foreign(parseDiskEncryptionSetId, profile.diskEncryptionSetId, subscriptionId, `${path}.diskEncryptionSetId`),
  ]);
});

/** Workers are in the virtual network of the control plane, in a subnet of their own. */
export const workerSubnets = onCreate(({ properties }) => {
  const own = parseSubnetId(properties?.masterProfile?.subnetId ?? '');
  return (properties?.workerProfiles ?? []).flatMap(({ name, subnetId }, index) => {
    const subnet = parseSubnetId(subnetId ?? '');
    if (own === undefined || subnet === undefined) return [];
    const target = `${elementPath(workers, name, index)}.subnetId`;
    if (subnet.virtualNetworkKey !== own.virtualNetworkKey) {
      return [invalid(target, `${quote(subnetId)} must be in the virtual network of the control plane's subnet.`)];
    }
    return subnet.key === own.key
      ? [invalid(target, `${quote(subnetId)} must not be the control plane's subnet. Use another one of its network.`)]
      : [];
  });
});

/** One disk encryption set serves all machines. */
export const workerDiskEncryption = onCreate(({ properties }) => {
  const own = properties?.masterProfile?.diskEncryptionSetId ?? '';
  return (properties?.workerProfiles ?? []).flatMap(({ name, diskEncryptionSetId: id = '' }, index) => {
    const isMalformed = [own, id].some((each) => each !== '' && parseDiskEncryptionSetId(each) === undefined);
    if (isMalformed || sameResource(own, id)) return [];
    const target = `${elementPath(workers, name, index)}.diskEncryptionSetId`;
    return [invalid(target, `${quote(id)} must be the same as '${master}.diskEncryptionSetId', ${quote(own)}.`)];
  });
});
