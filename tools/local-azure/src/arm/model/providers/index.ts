import { network } from './network/index.ts';
import { type ResourceProvider, type ResourceType } from './provider.ts';
import { redHatOpenShift } from './red-hat-open-shift.ts';

export const resourceProviders: ResourceProvider[] = [network, redHatOpenShift];

/** Namespaces that a subscription can register, though none of their types is served here. */
const registrationOnly = [
  'Microsoft.Authorization',
  'Microsoft.Compute',
  'Microsoft.KeyVault',
  'Microsoft.ManagedIdentity',
  'Microsoft.Resources',
  'Microsoft.Storage',
].map((namespace): ResourceProvider => ({ namespace, types: [] }));

export interface ProviderCatalogue {
  all(): ResourceProvider[];
  find(namespace: string): ResourceProvider | undefined;
}

export function createProviderCatalogue(
  providers: ResourceProvider[] = [...resourceProviders, ...registrationOnly],
): ProviderCatalogue {
  const byName = new Map(providers.map((provider) => [provider.namespace.toLowerCase(), provider]));
  return { all: () => providers, find: (namespace) => byName.get(namespace.toLowerCase()) };
}

/** @param name below the namespace */
export const findType = (provider: ResourceProvider, name: string): ResourceType | undefined =>
  provider.types.find((type) => type.name.toLowerCase() === name.toLowerCase());
