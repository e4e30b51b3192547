import {
  type Argument,
  call,
  type Expression,
  lines,
  member,
  reference,
  resourceId,
  text,
  variable,
} from '../language/expression.ts';
import { type ParametersOf, parameter, type Resource } from '../language/template.ts';
import {
  apiVersions,
  healthPort,
  identityId,
  names,
  regionParameters,
  type ServiceName,
  subnetId,
  types,
} from '../names.ts';
import { type Unit } from './cloud-init.ts';
import { environmentLines } from './environment.ts';
import { marks, urlMark } from './marks.ts';

/** Parameters that the template of every service has. */
export const serviceParameters = (instances: number, size: string) => ({
  ...regionParameters,
  version: parameter.string('the version, which names the scale set', { minLength: 1, maxLength: 40 }),
  imageDigest: parameter.string('the digest of its image, such as sha256:0123', { minLength: 71, maxLength: 71 }),
  registry: parameter.string('the host of the container registry, such as arosvc.azurecr.io'),
  instances: parameter.int('how many machines', { defaultValue: instances, minValue: 1, maxValue: 100 }),
  machineSize: parameter.string('the size of the machines; it must have encryption at host', { defaultValue: size }),
  sshPublicKey: parameter.string('the key of whoever may sign in, from inside the network, when nothing else helps'),
  release: parameter.string('the id of the run that releases it, by which a run knows its own', { defaultValue: '' }),
});
export type ServiceParameters = ParametersOf<ReturnType<typeof serviceParameters>>;

export const scaleSetName = (service: ServiceName, version: Expression): Expression => text`${service}-${version}`;

/** Variables that {@link scaleSet} reads. */
export const serviceVariables = (environment: Record<string, Argument>, cloudInit: readonly string[]) => ({
  environment,
  cloudInit,
});

interface Options extends Pick<Unit, 'service' | 'secretFiles'> {
  /** Behind the public load balancer. */
  isBehindLoadBalancer?: boolean;
}

/**
 * The machines of one version of one service. Another version is another scale set; of one that is there only the
 * number of machines and the image of their operating system change.
 */
export function scaleSet(options: Options, parameters: ServiceParameters): Resource {
  const { service } = options;
  const { location, version, instances, machineSize, release } = parameters;
  return {
    type: types.scaleSet,
    apiVersion: apiVersions.compute,
    name: scaleSetName(service, version),
    location,
    zones: ['1', '2', '3'],
    sku: { name: machineSize, tier: 'Standard', capacity: instances },
    identity: {
      type: 'UserAssigned',
      userAssignedIdentities: Object.fromEntries(
        [service, 'host' as const].map((name) => [identityId(name).toJSON(), {}]),
      ),
    },
    tags: { service, version, release },
    properties: {
      orchestrationMode: 'Uniform',
      // Instances too many for a moment would take leases and vanish.
      overprovision: false,
      singlePlacementGroup: false,
      zoneBalance: true,
      upgradePolicy: {
        mode: 'Rolling',
        automaticOSUpgradePolicy: { enableAutomaticOSUpgrade: true, useRollingUpgradePolicy: true },
        rollingUpgradePolicy: {
          maxBatchInstancePercent: 34,
          maxUnhealthyInstancePercent: 34,
          maxUnhealthyUpgradedInstancePercent: 34,
          pauseTimeBetweenBatches: 'PT10M',
          prioritizeUnhealthyInstances: true,
        },
      },
      automaticRepairsPolicy: { enabled: true, gracePeriod: 'PT30M', repairAction: 'Replace' },
      virtualMachineProfile: {
        osProfile: osProfile(options, parameters),
        storageProfile: {
          imageReference: {
            publisher: 'Canonical',
            offer: 'ubuntu-24_04-lts',
            sku: 'server',
            version: 'latest',
          },
          osDisk: {
            createOption: 'FromImage',
            caching: 'ReadWrite',
            managedDisk: { storageAccountType: 'Premium_LRS' },
          },
        },
        securityProfile: {
          securityType: 'TrustedLaunch',
          uefiSettings: { secureBootEnabled: true, vTpmEnabled: true },
          encryptionAtHost: true,
        },
        diagnosticsProfile: { bootDiagnostics: { enabled: true } },
        networkProfile: { networkInterfaceConfigurations: [networkInterface(options)] },
        extensionProfile: { extensions: [health] },
        scheduledEventsProfile: { terminateNotificationProfile: { enable: true, notBeforeTimeout: 'PT5M' } },
      },
    },
  };
}

function osProfile({ service, secretFiles = {} }: Options, given: ServiceParameters) {
  const { registry, imageDigest, sshPublicKey, location, version } = given;
  const clientId = (id: Expression) => member(reference(id, apiVersions.identity), 'clientId');
  const ofService = clientId(identityId(service));
  const environment = call('replace', environmentLines(variable('environment')), marks.clientId, ofService);
  const values: [string, Argument][] = [
    [marks.environment, call('base64', environment)],
    [marks.image, text`${registry}/${service}@${imageDigest}`],
    [marks.registry, registry],
    [marks.hostClientId, clientId(identityId('host'))],
    [marks.clientId, ofService],
    [marks.location, location],
    [marks.scaleSet, resourceId(types.scaleSet, scaleSetName(service, version))],
    [marks.identity, identityId(service)],
    ...Object.entries(secretFiles).map(([file, { vault, secret }]): [string, Argument] => [
      urlMark(file),
      text`https://${vault}.vault.azure.net/secrets/${secret}`,
    ]),
  ];
  const filled = values.reduce<Expression>(
    (before, [mark, value]) => call('replace', before, mark, value),
    lines(variable('cloudInit')),
  );
  return {
    computerNamePrefix: service,
    adminUsername: 'sre',
    customData: call('base64', filled),
    linuxConfiguration: {
      disablePasswordAuthentication: true,
      provisionVMAgent: true,
      ssh: { publicKeys: [{ path: '/home/sre/.ssh/authorized_keys', keyData: sshPublicKey }] },
    },
  };
}

const networkInterface = ({ service, isBehindLoadBalancer = false }: Options) => ({
  name: service,
  properties: {
    primary: true,
    enableAcceleratedNetworking: true,
    ipConfigurations: [
      {
        name: service,
        properties: {
          primary: true,
          privateIPAddressVersion: 'IPv4',
          subnet: { id: subnetId(service) },
          ...(isBehindLoadBalancer && {
            loadBalancerBackendAddressPools: [
              {
                id: resourceId(`${types.loadBalancer}/backendAddressPools`, names.loadBalancer, names.loadBalancerPool),
              },
            ],
          }),
        },
      },
    ],
  },
});

/**
 * The one source of health of the machine. It asks a path of its own: a service that drains answers the load balancer
 * that it is not ready, and must not be repaired in the middle of that.
 */
const health = {
  name: 'health',
  properties: {
    publisher: 'Microsoft.ManagedServices',
    type: 'ApplicationHealthLinux',
    typeHandlerVersion: '2.0',
    autoUpgradeMinorVersion: true,
    enableAutomaticUpgrade: true,
    settings: {
      protocol: 'http',
      port: healthPort,
      requestPath: '/healthz/vm',
      intervalInSeconds: 5,
      numberOfProbes: 2,
      gracePeriod: 600,
    },
  },
};
