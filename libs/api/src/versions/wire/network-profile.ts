import { AtLeast, AtMost, CidrOfAtMost } from '../rules/constraints.ts';
import { Definition } from '../schema/definition.ts';
import { always, Integer, ListOf, Nested, only, since, Text } from '../schema/field.ts';
import { outboundType, preconfiguredNSG, softwareDefinedNetwork } from './enumerations.ts';

const withAddresses = only('2023-07-01-preview', 'admin');
const addressId = {
  access: 'mutable',
  description: 'The fully qualified Azure resource id of an IP address resource.',
} as const;

@Definition(
  'ManagedOutboundIPs',
  'ManagedOutboundIPs represents the desired managed outbound IPs for the cluster public load balancer.',
)
export class ManagedOutboundIPs {
  @Integer({
    access: 'mutable',
    kept: true,
    description:
      'Count represents the desired number of IPv4 outbound IPs created and managed by Azure for the cluster public load balancer.  Allowed values are in the range of 1 - 20.  The default value is 1.',
  })
  @AtLeast(1)
  @AtMost(20)
  count?: number;
}

@Definition(
  'EffectiveOutboundIP',
  'EffectiveOutboundIP represents an effective outbound IP resource of the cluster public load balancer.',
)
export class EffectiveOutboundIP {
  @Text(addressId)
  id?: string;
}

@Definition('OutboundIP', 'OutboundIP represents a desired outbound IP resource for the cluster load balancer.')
export class OutboundIP {
  @Text(addressId)
  id?: string;
}

@Definition(
  'OutboundIPPrefix',
  'OutboundIPPrefix represents a desired outbound IP Prefix resource for the cluster load balancer.',
)
export class OutboundIPPrefix {
  @Text(addressId)
  id?: string;
}

@Definition('LoadBalancerProfile', 'LoadBalancerProfile represents the profile of the cluster public load balancer.')
export class LoadBalancerProfile {
  @Nested(() => ManagedOutboundIPs, {
    access: 'mutable',
    absent: true,
    description: 'The desired managed outbound IPs for the cluster public load balancer.',
  })
  managedOutboundIps?: ManagedOutboundIPs;

  @ListOf(() => EffectiveOutboundIP, {
    access: 'read-only',
    key: 'id',
    marked: always,
    description: 'The list of effective outbound IP addresses of the public load balancer.',
  })
  effectiveOutboundIps?: EffectiveOutboundIP[];

  @ListOf(() => OutboundIP, {
    access: 'mutable',
    key: 'id',
    in: withAddresses,
    description: 'The desired outbound IP resources for the cluster load balancer.',
  })
  outboundIps?: OutboundIP[];

  @ListOf(() => OutboundIPPrefix, {
    access: 'mutable',
    key: 'id',
    in: withAddresses,
    description: 'The desired outbound IP Prefix resources for the cluster load balancer.',
  })
  outboundIpPrefixes?: OutboundIPPrefix[];

  @Integer({
    access: 'mutable',
    in: withAddresses,
    description:
      'The desired number of allocated SNAT ports per VM. Allowed values are in the range of 0 to 64000 (inclusive). The default value is 1024.',
  })
  allocatedOutboundPorts?: number;
}

@Definition('NetworkProfile', 'NetworkProfile represents a network profile.')
export class NetworkProfile {
  @Text({ access: 'immutable', required: true, description: 'The CIDR used for OpenShift/Kubernetes Pods.' })
  @CidrOfAtMost(18)
  podCidr?: string;

  @Text({ access: 'immutable', required: true, description: 'The CIDR used for OpenShift/Kubernetes Services.' })
  @CidrOfAtMost(22)
  serviceCidr?: string;

  @Text({
    access: 'immutable',
    kept: true,
    fallback: 'OVNKubernetes',
    enumeration: softwareDefinedNetwork,
    in: only('2021-09-01-preview', 'admin'),
    description: 'The software defined network (SDN) to use when installing the cluster.',
  })
  softwareDefinedNetwork?: string;

  @Text({
    access: 'immutable',
    fallback: 'Loadbalancer',
    enumeration: outboundType,
    in: since('2023-04-01'),
    description: 'The OutboundType used for egress traffic.',
  })
  outboundType?: string;

  @Nested(() => LoadBalancerProfile, {
    access: 'mutable',
    absent: true,
    in: (version) => withAddresses(version) || since('2023-11-22')(version),
    description: 'The cluster load balancer profile.',
  })
  loadBalancerProfile?: LoadBalancerProfile;

  @Text({
    access: 'immutable',
    fallback: 'Disabled',
    enumeration: preconfiguredNSG,
    in: since('2023-09-04'),
    description: 'Specifies whether subnets are pre-attached with an NSG',
  })
  preconfiguredNSG?: string;
}
