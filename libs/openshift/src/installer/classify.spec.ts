import { refusals } from '../testing/refusals.ts';
import { classify } from './classify.ts';

const wrapped = (cause: string) =>
  `failed to fetch Master Machines: failed to load asset "Install Config": failed to create install config: ${cause}`;

it.each([
  ['credentials', 'AADSTS7000215: Invalid client secret provided.'],
  ['credentials', 'AADSTS7000112: Application is disabled.'],
  ['credentials', 'AADSTS53003: Access has been blocked by Conditional Access policies.'],
  ['credentials', 'could not retrieve clientSecret from auth file'],
  [
    'permissions',
    'platform.azure.virtualNetwork: Invalid value: "v": Code="AuthorizationFailed" Message="The client …"',
  ],
  [
    'permissions',
    'failed to get an available IP in given virtual network for LB: this error may be caused by lack of necessary permissions',
  ],
  ['network', 'platform.azure.computeSubnet: Invalid value: "w": failed to retrieve compute subnet'],
  ['network', 'platform.azure.virtualNetwork: Invalid value: "v": Code="ResourceNotFound"'],
  ['network', 'platform.azure.subnetSpec.subnets: Invalid value: "w": subnet does not exist in the vnet'],
  [
    'cidr',
    'platform.azure.computeSubnet: Invalid value: "w": subnet 10.0.2.0 address prefix is outside of the specified machine networks',
  ],
  [
    'cidr',
    'invalid "install-config.yaml" file: networking.serviceNetwork[0]: Invalid value: "10.0.0.0/8": subnet size for IPv4 service network must be /12 or greater (/16 is recommended)',
  ],
  [
    'vm-size',
    'controlPlane.platform.azure.type: Invalid value: "X": instance type does not meet minimum resource requirements of 4 vCPUsAvailable',
  ],
  ['vm-size', 'compute[0].platform.azure.type: Invalid value: "X": not found in region eastus'],
  [
    'quota',
    'Code="QuotaExceeded" Message="Operation could not be completed as it results in exceeding approved standardDSv5Family Cores quota"',
  ],
  ['image', 'controlPlane.platform.azure.osImage: Invalid value: {}: could not get marketplace image: NotFound'],
  ['region', 'platform.azure.region: Invalid value: "x": region "x" is not valid or not available for this account'],
  ['install-config', 'invalid "install-config.yaml" file: metadata.name: Invalid value: "A"'],
  ['transient', 'failed to list locations: dial tcp: lookup management.azure.com: no such host'],
  ['transient', 'failed to list locations: read tcp 10.0.0.1:2->20.1.1.1:443: read: connection reset by peer'],
  ['transient', 'failed to list locations: net/http: TLS handshake timeout'],
  ['transient', 'failed to get virtual network v: context deadline exceeded'],
  ['unknown', 'something else'],
])('takes a failure for %s: %s', (kind, cause) => {
  expect(classify(['noise', wrapped(cause)])).toBe(kind);
});

it.each<[string, keyof typeof refusals]>([
  ['credentials', 'wrongSecret'],
  ['transient', 'signInFailed'],
  ['cidr', 'cidr'],
  ['vm-size', 'missingSize'],
  ['permissions', 'denied'],
  ['permissions', 'deniedByAzcore'],
  ['transient', 'unavailable'],
  ['transient', 'unavailableByAzcore'],
  ['transient', 'throttled'],
  ['transient', 'noAnswer'],
])('takes for %s what the binary says of %s', (kind, refusal) => {
  expect(classify([refusals[refusal]])).toBe(kind);
});
