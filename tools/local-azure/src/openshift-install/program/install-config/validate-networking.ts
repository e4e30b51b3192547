import { type Cidr, overlap, parseCidr } from './cidr.ts';
import { type FieldErrors } from './field-errors.ts';
import { type InstallConfig } from './types.ts';

/** The three kinds of networks: none may overlap with another, and pods' hosts must fit into theirs. */
export function validateNetworking(networking: InstallConfig['networking'], errors: FieldErrors): void {
  const { networkType, clusterNetwork, serviceNetwork, machineNetwork } = networking;
  if (networkType === 'OpenShiftSDN')
    errors.invalid(
      'networking.networkType',
      networkType,
      'networkType OpenShiftSDN is not supported, please use OVNKubernetes',
    );

  const machines = ranges(machineNetwork.map(({ cidr }) => cidr));
  const services = ranges(serviceNetwork);
  const pods = ranges(clusterNetwork.map(({ cidr }) => cidr));
  const meets = (one: Cidr, others: readonly Named[]) => others.some(({ range }) => overlap(one, range));

  if (services.length === 0) errors.required('networking.serviceNetwork', 'a service network is required');
  if (services.length > 1)
    errors.invalid('networking.serviceNetwork', serviceNetwork.join(', '), 'only one service network can be specified');
  if (pods.length === 0) errors.required('networking.clusterNetwork', 'cluster network required');

  for (const [index, { text, range }] of machines.entries())
    for (const [other, { range: earlier }] of machines.slice(0, index).entries())
      if (overlap(range, earlier))
        errors.invalid(
          `networking.machineNetwork[${index}]`,
          text,
          `machine network must not overlap with machine network ${other}`,
        );
  for (const [index, { text, range }] of services.entries()) {
    const path = `networking.serviceNetwork[${index}]`;
    if (range.prefix < 12)
      errors.invalid(path, text, 'subnet size for IPv4 service network must be /12 or greater (/16 is recommended)');
    if (meets(range, machines))
      errors.invalid(path, text, 'service network must not overlap with any of the machine networks');
    if (meets(range, pods))
      errors.invalid(path, text, 'service network must not overlap with any of the cluster networks');
  }
  for (const [index, { text, range }] of pods.entries()) {
    const path = `networking.clusterNetwork[${index}]`;
    const { hostPrefix = 0 } = clusterNetwork[index] ?? {};
    if (meets(range, machines))
      errors.invalid(`${path}.cidr`, text, 'cluster network must not overlap with any of the machine networks');
    if (hostPrefix < range.prefix)
      errors.invalid(
        `${path}.hostPrefix`,
        hostPrefix,
        `cluster network host subnetwork prefix must not be larger size than CIDR ${text}`,
      );
  }
}

interface Named {
  text: string;
  range: Cidr;
}

const ranges = (texts: readonly string[]): Named[] =>
  texts.flatMap((text) => {
    const range = parseCidr(text);
    return range ? [{ text, range }] : [];
  });
