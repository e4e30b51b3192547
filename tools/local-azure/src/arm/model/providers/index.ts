import { compute, type ComputeOptions } from './compute/index.ts';
import { type IdentityOptions, managedIdentity } from './managed-identity/index.ts';
import { network } from './network/index.ts';
import { type ResourceProvider, type ResourceType } from './provider.ts';
import { redHatOpenShift } from './red-hat-open-shift.ts';

/** What the providers are made with. */
export interface ProviderOptions {
  compute: ComputeOptions;
  identities: IdentityOptions;
}

const served = ({ compute: options, identities }: ProviderOptions): ResourceProvider[] => [
  compute(options, identities),
  managedIdentity(identities),
  network,
  redHatOpenShift,
];

/** Namespaces that a subscription can register, though none of their types is served here. */
const registrationOnly = [
  'Microsoft.Authorization',
  'Microsoft.KeyVault',
  'Microsoft.Resources',
  'Microsoft.Storage',
].map((namespace): ResourceProvider => ({ namespace, types: [] }));

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
