/** What a cluster's resources are called; all follow from the infra id that `openshift-install` chose. */
export const resourceNames = (infraId: string) => ({
  networkSecurityGroup: `${infraId}-nsg`,
  apiAddress: `${infraId}-pip-v4`,
  ingressAddress: `${infraId}-default-v4`,
  /** The cloud provider's own name for it: the name of the Kubernetes cluster. */
  publicLoadBalancer: infraId,
  internalLoadBalancer: `${infraId}-internal`,
  /** In both load balancers, and the first of each: the cloud provider takes what is first. */
  pool: infraId,
  privateLinkService: `${infraId}-pls`,
  /** Of machines up to 4.18. */
  identity: `${infraId}-identity`,
  bootstrap: machineNames(`${infraId}-bootstrap`),
  masters: [0, 1, 2].map((index) => machineNames(`${infraId}-master-${index}`)),
});

const machineNames = (machine: string) => ({
  machine,
  networkInterface: `${machine}-nic`,
  disk: `${machine}_OSDisk`,
});

export const internalFrontend = 'internal-lb-ip-v4';
export const publicFrontend = 'public-lb-ip-v4';

export const outboundRule = 'outbound-rule-v4';

/** The way out of the public load balancer: 1 to 20 public addresses, of which the first is also that of a public API. */
export const outboundNames = (infraId: string): { frontend: string; address: string }[] => [
  { frontend: publicFrontend, address: resourceNames(infraId).apiAddress },
  ...Array.from({ length: mostOutboundAddresses - 1 }, (_, index) => ({
    frontend: `outbound-${index + 2}-v4`,
    address: `${infraId}-outbound-${index + 2}-v4`,
  })),
];
const mostOutboundAddresses = 20;

/** Storage account names are of one name space for all of Azure. */
export const storageNames = (suffix: string) => ({ cluster: `cluster${suffix}`, registry: `imageregistry${suffix}` });
export const containers = { ignition: 'ignition', cluster: 'aro', registry: 'image-registry' } as const;
export const bootstrapIgnition = 'bootstrap.ign';

/** Of documents that have one id in all of Azure. */
export const privateEndpointName = (documentId: string): string => `rp-pe-${documentId}`;
export const registryTokenName = (documentId: string): string => `token-${documentId}`;

/** The one api-version of each kind of resource that is used here, in templates and in calls. */
export const apiVersions = {
  network: '2023-11-01',
  /** The newest stable one: a PUT with an older one would take away what it does not know. */
  subnets: '2026-01-01',
  privateDns: '2020-06-01',
  compute: '2024-03-01',
  skus: '2021-07-01',
  disks: '2023-04-02',
  galleries: '2023-07-03',
  storage: '2023-01-01',
  authorization: '2022-04-01',
  containerRegistry: '2023-07-01',
  managedIdentity: '2023-01-31',
  providers: '2021-04-01',
  policyInsights: '2022-03-01',
  features: '2021-07-01',
} as const;
