import { infraId } from './sample.ts';

export type Minor = '4.16' | '4.18' | '4.20';

/** What `create manifests` writes for this minor version, of the files that matter (docs/openshift-install.md 5). */
export function sampleManifests(minor: Minor, publish: 'External' | 'Internal' = 'External'): Map<string, string> {
  const created = minor === '4.20' ? '' : '  creationTimestamp: null\n';
  const identity = minor === '4.20' ? '""' : `${infraId}-identity`;
  const labels = (role: string) => `
    machine.openshift.io/cluster-api-cluster: ${infraId}
    machine.openshift.io/cluster-api-machine-role: ${role}
    machine.openshift.io/cluster-api-machine-type: ${role}`;
  const provider = (indent: string) =>
    [
      'acceleratedNetworking: true',
      'apiVersion: machine.openshift.io/v1beta1',
      `internalLoadBalancer: ${infraId}-internal`,
      'kind: AzureMachineProviderSpec',
      `managedIdentity: ${identity}`,
      `publicLoadBalancer: ${infraId}`,
      'zone: "1"',
    ]
      .map((line) => `${indent}${line}`)
      .join('\n');

  const master = (index: number) => `apiVersion: machine.openshift.io/v1beta1
kind: Machine
metadata:
${created}  labels:${labels('master')}
  name: ${infraId}-master-${index}
  namespace: openshift-machine-api
spec:
  lifecycleHooks: {}
  metadata: {}
  providerSpec:
    value:
${provider('      ')}
status: {}
`;
  const machineSet = (zone: number) => `apiVersion: machine.openshift.io/v1beta1
kind: MachineSet
metadata:
${created}  labels:${labels('worker')}
  name: ${infraId}-worker-eastus${zone}
  namespace: openshift-machine-api
spec:
  replicas: 1
status:
  replicas: 0
`;
  const zone = (id: string, name: string) =>
    `  ${name}:\n    id: /subscriptions/s-1/resourceGroups/managed/providers/Microsoft.Network/${id}\n`;

  return new Map([
    [
      'manifests/cluster-dns-02-config.yml',
      `apiVersion: config.openshift.io/v1
kind: DNS
metadata:
${created}  name: cluster
spec:
  baseDomain: demo.example.com
  platform:
    aws: null
    type: ""
${zone('privateDnsZones/demo.example.com', 'privateZone')}${publish === 'External' ? zone('dnszones/example.com', 'publicZone') : ''}status: {}
`,
    ],
    [
      'manifests/cluster-infrastructure-02-config.yml',
      `apiVersion: config.openshift.io/v1
kind: Infrastructure
metadata:
${created}  name: cluster
spec:
  cloudConfig:
    key: config
    name: cloud-provider-config
  platformSpec:
    type: Azure
status:
  apiServerInternalURI: https://api-int.demo.example.com:6443
  infrastructureName: ${infraId}
  platform: Azure
`,
    ],
    [
      'openshift/99_openshift-machine-api_master-control-plane-machine-set.yaml',
      `apiVersion: machine.openshift.io/v1
kind: ControlPlaneMachineSet
metadata:
${created}  labels:
    machine.openshift.io/cluster-api-cluster: ${infraId}
  name: cluster
  namespace: openshift-machine-api
spec:
  replicas: 3
  selector:
    matchLabels:${labels('master').replaceAll('\n    ', '\n      ')}
  state: Active
  strategy: {}
  template:
    machineType: machines_v1beta1_machine_openshift_io
    machines_v1beta1_machine_openshift_io:
      failureDomains:
        azure:
        - zone: "1"
        - zone: "2"
        - zone: "3"
        platform: Azure
      spec:
        providerSpec:
          value:
${provider('            ')}
status: {}
`,
    ],
    ...[0, 1, 2].map(
      (index) => [`openshift/99_openshift-cluster-api_master-machines-${index}.yaml`, master(index)] as const,
    ),
    ...[0, 1, 2].map(
      (index) => [`openshift/99_openshift-cluster-api_worker-machineset-${index}.yaml`, machineSet(index + 1)] as const,
    ),
    ['openshift/99_kubeadmin-password-secret.yaml', 'apiVersion: v1\nkind: Secret\n'],
  ]);
}
