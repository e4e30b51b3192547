import { type InstallerFailure } from './installer-error.ts';

/**
 * From docs/openshift-install.md 1; the first that matches decides, so the more telling come first. What nobody can take
 * for anything else precedes `transient`: a client secret that Entra ID refuses is told with `StatusCode=0`, too.
 */
const causes: readonly [InstallerFailure, RegExp][] = [
  ['permissions', /AuthorizationFailed|does not have authorization to perform action|lack of necessary permissions/],
  [
    'credentials',
    /AADSTS(7000215|7000222|7000112|700016|700027|90002|50034|53003)\b|SubscriptionNotFound|could not retrieve (subscriptionId|clientId|clientSecret|tenantId) from auth file/,
  ],
  ['transient', /\bStatus(Code)?=(0|408|429|5\d\d)\b|\bRESPONSE (408|429|5\d\d)\b|\bAADSTS(90033|50196|90024)\b/],
  ['transient', /i\/o timeout|connection (reset|refused)|TLS handshake|no such host|server misbehaving|unexpected EOF/],
  ['transient', /context deadline exceeded|Client\.Timeout exceeded|temporarily_unavailable|TooManyRequests/],
  ['credentials', /failed to get (client credentials|session|Azure session)|invalid_client|unauthorized_client/i],
  ['quota', /QuotaExceeded|exceeding approved .*quota/i],
  ['cidr', /address prefix is outside of the specified machine networks|must not overlap with|overlaps with/],
  ['cidr', /networking\.(service|cluster|machine)Network/],
  [
    'network',
    /platform\.azure\.(virtualNetwork|computeSubnet|controlPlaneSubnet|subnetSpec)|failed to get azure virtual/,
  ],
  ['image', /osImage|marketplace image|HyperVGeneration/],
  ['vm-size', /\.platform\.azure(\.defaultMachinePlatform)?\.(type|osDisk\.diskType|zones|vmNetworkingType)\b/],
  ['vm-size', /minimum resource requirements|not supported for instance type|capability not found/],
  ['region', /platform\.azure\.region/],
  ['install-config', /invalid \\?"install-config\.yaml\\?" file|failed to unmarshal install-config|fips: /],
];

/** What a failure is about, from the errors that the installer printed. */
export const classify = (messages: readonly string[]): InstallerFailure =>
  causes.find(([, pattern]) => messages.some((message) => pattern.test(message)))?.[0] ?? 'unknown';
