import {
  type NetworkSecurityGroup as SdkNetworkSecurityGroup,
  type SecurityRule as SdkSecurityRule,
} from '@azure/arm-network';
import { type Call, type CallOptions, orNotFound } from './call.ts';
import { type Clients } from './clients.ts';

export interface NetworkSecurityGroup {
  id: string;
  provisioningState: string;
  rules: { name: string; priority: number }[];
}

/** An inbound rule that lets TCP through from anywhere. */
export interface InboundRule {
  name: string;
  priority: number;
  destinationPort: string;
}

export interface NetworkSecurityGroups {
  get(resourceGroup: string, name: string, options: CallOptions): Promise<NetworkSecurityGroup | undefined>;
  /** A PUT, which replaces what is there: look first. Returns when Azure has accepted it, not when it is done. */
  beginCreate(
    resourceGroup: string,
    name: string,
    spec: { location: string; inbound: InboundRule[] },
    options: CallOptions,
  ): Promise<void>;
}

export function createNetworkSecurityGroups(clients: () => Clients, call: Call): NetworkSecurityGroups {
  return {
    async get(resourceGroup, name, options) {
      const found = await orNotFound(
        call('network security group GET', options, ({ abortSignal, headers }) =>
          clients().network.networkSecurityGroups.get(resourceGroup, name, {
            abortSignal,
            requestOptions: { headers },
          }),
        ),
      );
      return found && toGroup(found);
    },

    async beginCreate(resourceGroup, name, { location, inbound }, options) {
      const body: SdkNetworkSecurityGroup = { location, securityRules: inbound.map(toRule) };
      await call('network security group PUT', options, ({ abortSignal, headers }) =>
        clients()
          .network.networkSecurityGroups.createOrUpdate(resourceGroup, name, body, {
            abortSignal,
            requestOptions: { headers },
          })
          .submitted(),
      );
    },
  };
}

const toRule = ({ name, priority, destinationPort }: InboundRule): SdkSecurityRule => ({
  name,
  priority,
  protocol: 'Tcp',
  access: 'Allow',
  direction: 'Inbound',
  sourceAddressPrefix: '*',
  sourcePortRange: '*',
  destinationAddressPrefix: '*',
  destinationPortRange: destinationPort,
});

const toGroup = ({ id, provisioningState, securityRules }: SdkNetworkSecurityGroup): NetworkSecurityGroup => ({
  id: id ?? '',
  provisioningState: provisioningState ?? 'Unknown',
  rules: (securityRules ?? []).map(({ name, priority }) => ({ name: name ?? '', priority: priority ?? 0 })),
});
