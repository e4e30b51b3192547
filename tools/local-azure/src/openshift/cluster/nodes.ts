import { type Json } from '../../arm/model/json.ts';
import { type KubeObject, kubeTime, textAt, withConditions } from '../kubernetes/object.ts';
import { type ClusterContext } from './context.ts';

/** The version of Kubernetes in a release: 4.16 has 1.29, 4.17 has 1.30, and so on. */
export const kubernetesVersion = (release: string): string => `v1.${Number(release.split('.')[1] ?? 16) + 13}.10`;

export function nodeOf({ assets }: ClusterContext, machine: KubeObject, role: string, providerID: string): KubeObject {
  const value = (member: string) => textAt(machine.spec, 'providerSpec', 'value', member);
  const { name } = machine.metadata;
  const region = value('location');
  const zone = value('zone');
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      labels: {
        'beta.kubernetes.io/arch': 'amd64',
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'node.kubernetes.io/instance-type': value('vmSize'),
        'node.openshift.io/os_id': 'rhcos',
        [`node-role.kubernetes.io/${role}`]: '',
        ...(role === 'master' ? { 'node-role.kubernetes.io/control-plane': '' } : {}),
        'topology.kubernetes.io/region': region,
        'topology.kubernetes.io/zone': zone === '' ? '0' : `${region}-${zone}`,
      },
      annotations: {
        'machine.openshift.io/machine': `openshift-machine-api/${name}`,
        'machineconfiguration.openshift.io/state': 'Done',
        'release.openshift.io/version': assets.version,
      },
    },
    spec: {
      providerID,
      ...(role === 'master' ? { taints: [{ key: 'node-role.kubernetes.io/master', effect: 'NoSchedule' }] } : {}),
    },
  };
}

/** The status of a node that has joined. */
export function readyNode(cluster: ClusterContext, node: KubeObject, machine: KubeObject, address: string): Json {
  const { name } = machine.metadata;
  const cpu = /(\d+)/.exec(textAt(machine.spec, 'providerSpec', 'value', 'vmSize'))?.[1] ?? '4';
  const resources = { cpu, memory: `${Number(cpu) * 4}Gi`, pods: '250' };
  const now = kubeTime(cluster.clock.now());
  const healthy = { status: false, reason: 'KubeletHasSufficient', message: 'kubelet has sufficient resources' };
  return {
    addresses: [
      { type: 'Hostname', address: name },
      { type: 'InternalIP', address },
    ],
    capacity: resources,
    allocatable: resources,
    conditions: withConditions(node, now, {
      MemoryPressure: healthy,
      DiskPressure: healthy,
      PIDPressure: healthy,
      Ready: { status: true, reason: 'KubeletReady', message: 'kubelet is posting ready status' },
    }),
    nodeInfo: {
      architecture: 'amd64',
      operatingSystem: 'linux',
      osImage: 'Red Hat Enterprise Linux CoreOS',
      kernelVersion: '5.14.0-427.el9.x86_64',
      kubeletVersion: kubernetesVersion(cluster.assets.version),
      kubeProxyVersion: kubernetesVersion(cluster.assets.version),
      containerRuntimeVersion: 'cri-o://1.29.10',
      machineID: node.metadata.uid ?? '',
      systemUUID: node.metadata.uid ?? '',
      bootID: node.metadata.uid ?? '',
    },
  };
}
