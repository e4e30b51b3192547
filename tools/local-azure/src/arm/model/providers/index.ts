import { compute, type ComputeOptions } from './compute/index.ts';
import { containerRegistry, type RegistryOptions } from './container-registry/index.ts';
import { documentDb, type DocumentDbOptions } from './document-db/index.ts';
import { insights } from './insights/index.ts';
import { keyVault, type KeyVaultOptions } from './key-vault/index.ts';
import { type IdentityOptions, managedIdentity } from './managed-identity/index.ts';
import { network, type NetworkLimits } from './network/index.ts';
import { type ResourceProvider, type ResourceType } from './provider.ts';
import { redHatOpenShift } from './red-hat-open-shift.ts';
import { serviceBus, type ServiceBusOptions } from './service-bus/index.ts';
import { storage, type StorageOptions } from './storage/index.ts';

/** What the providers are made with. */
export interface ProviderOptions {
  compute: ComputeOptions;
  identities: IdentityOptions;
  storage: StorageOptions;
  registry: RegistryOptions;
  documentDb: DocumentDbOptions;
  keyVault: KeyVaultOptions;
  /** Azure's own address and empty queues where not told. */
  serviceBus?: ServiceBusOptions;
  /** Azure's where not told. */
  network?: Partial<NetworkLimits>;
}

const served = (options: ProviderOptions): ResourceProvider[] => [
  compute(options.compute, options.identities),
  containerRegistry(options.registry),
  documentDb(options.documentDb),
  insights,
  keyVault(options.keyVault),
  managedIdentity(options.identities),
  network(options.network),
  redHatOpenShift,
  serviceBus(options.serviceBus),
  storage(options.storage),
];

/** Namespaces that a subscription can register, though none of their types is served here. */
const registrationOnly = ['Microsoft.Authorization', 'Microsoft.Resources'].map((namespace): ResourceProvider => ({
  namespace,
  types: [],
}));

export interface ProviderCatalogue {
  all(): ResourceProvider[];
  find(namespace: string): ResourceProvider | undefined;
}

export function createProviderCatalogue(options: ProviderOptions): ProviderCatalogue {
  const providers = [...served(options), ...registrationOnly];
  const byName = new Map(providers.map((provider) => [provider.namespace.toLowerCase(), provider]));
  return { all: () => providers, find: (namespace) => byName.get(namespace.toLowerCase()) };
}

/** @param name below the namespace */
export const findType = (provider: ResourceProvider, name: string): ResourceType | undefined =>
  provider.types.find((type) => type.name.toLowerCase() === name.toLowerCase());
