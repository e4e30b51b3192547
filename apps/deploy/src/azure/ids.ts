import { type RegionConfig } from '../config/region-config.ts';
import { type Target } from './region.ts';

/** The api-versions of what is asked directly; those of the templates. */
export const apiVersions = {
  authorization: '2022-04-01',
  deployments: '2021-04-01',
  features: '2021-07-01',
  groups: '2021-04-01',
  keyVault: '2023-07-01',
  metrics: '2023-10-01',
  registry: '2023-07-01',
  serviceBus: '2024-01-01',
  storage: '2023-01-01',
} as const;

export const groupId = (subscription: string, group: string) =>
  `/subscriptions/${subscription}/resourceGroups/${group}`;

export const targetId = (config: RegionConfig, target: Target): string =>
  'group' in target
    ? groupId(target.subscription ?? config.subscriptionId, target.group)
    : `/subscriptions/${target.subscription}`;

/** Ids of the resources that are read by name. Names are those of the templates. */
export const idsOf = (config: RegionConfig) => {
  const region = groupId(config.subscriptionId, config.group);
  const global = groupId(config.globalSubscriptionId, config.globalGroup);
  return {
    region,
    global,
    registry: `${global}/providers/Microsoft.ContainerRegistry/registries/${config.registryName}`,
    globalStorage: `${global}/providers/Microsoft.Storage/storageAccounts/${config.storageName}`,
    serviceBus: `${region}/providers/Microsoft.ServiceBus/namespaces/${config.prefix}-bus`,
    vault: (name: string) => `${region}/providers/Microsoft.KeyVault/vaults/${name}`,
  };
};

/** The vaults of a region, as `region-shared` names them. */
export const vaultNames = ({ prefix }: RegionConfig) => ({
  service: `${prefix}-svc`,
  application: `${prefix}-app`,
  mirror: `${prefix}-mir`,
});
