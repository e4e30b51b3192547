import { type InstallerFailure } from './installer-error.ts';

/** From docs/openshift-install.md 1; the first that matches decides, so the more telling come first. */
const causes: readonly [InstallerFailure, RegExp][] = [
  ['permissions', /AuthorizationFailed|does not have authorization to perform action/],
  ['credentials', /AADSTS(7000215|7000222|700016|90002|50034|700027)\b|SubscriptionNotFound/],
  ['credentials', /could not retrieve (subscriptionId|clientId|clientSecret|tenantId) from auth file/],
  ['credentials', /failed to get (client credentials|session|Azure session)|invalid_client|unauthorized_client/i],
  ['quota', /QuotaExceeded|exceeding approved .*quota/i],
  ['cidr', /address prefix is outside of the specified machine networks|must not overlap with|overlaps with/],
  ['network', /platform\.azure\.(virtualNetwork|computeSubnet|controlPlaneSubnet)/],
  ['image', /osImage|marketplace image|HyperVGeneration/],
  ['vm-size', /\.platform\.azure(\.defaultMachinePlatform)?\.(type|osDisk\.diskType|zones|vmNetworkingType)\b/],
  ['vm-size', /minimum resource requirements|not supported for instance type|capability not found/],
  ['region', /platform\.azure\.region/],
  ['install-config', /invalid \\?"install-config\.yaml\\?" file|failed to unmarshal install-config|fips: /],
];

/** What a failure is about, from the errors that the installer printed. */
export const classify = (lines: readonly string[]): InstallerFailure =>
  causes.find(([, pattern]) => lines.some((line) => pattern.test(line)))?.[0] ?? 'unknown';

const wrapping = /^failed to (fetch|load|create|generate)[^:]*:\s*/;

/** The innermost cause of a sentence that names the outermost first: what a person can do something about. */
export function innermost(line: string): string {
  let left = line;
  for (
    let shorter = left.replace(wrapping, '');
    shorter !== left && shorter !== '';
    shorter = left.replace(wrapping, '')
  )
    left = shorter;
  return left;
}
