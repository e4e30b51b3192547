import { asObject, isText, type Json } from '../../arm/model/json.ts';

/** Where services of this Azure are reached, by the name that their resource has; undefined when there is none. */
export interface LocalAddresses {
  cosmos(account: string): string | undefined;
  vault(name: string): string | undefined;
  blob(account: string): string | undefined;
  registry(name: string): string | undefined;
  /** With which an identity reaches a namespace. */
  serviceBus(namespace: string, clientId: string): string | undefined;
}

/** What is asked of Azure Resource Manager. */
export interface Resources {
  ofType(type: string): { id: string; name: string }[];
  /** What GET shows. */
  shown(id: string): Json | undefined;
}

const trimmed = (value: unknown): string | undefined => (isText(value) ? value.replace(/\/$/, '') : undefined);

/** As Azure Resource Manager tells them at this moment. */
export function addressesOf(resources: Resources, serviceBus: LocalAddresses['serviceBus']): LocalAddresses {
  const propertiesOf = (type: string, name: string): Json => {
    const found = resources.ofType(type).find((one) => one.name.toLowerCase() === name.toLowerCase());
    return asObject(found && asObject(resources.shown(found.id))['properties']);
  };
  return {
    cosmos: (name) => trimmed(propertiesOf('Microsoft.DocumentDB/databaseAccounts', name)['documentEndpoint']),
    vault: (name) => trimmed(propertiesOf('Microsoft.KeyVault/vaults', name)['vaultUri']),
    blob: (name) =>
      trimmed(asObject(propertiesOf('Microsoft.Storage/storageAccounts', name)['primaryEndpoints'])['blob']),
    registry: (name) => trimmed(propertiesOf('Microsoft.ContainerRegistry/registries', name)['loginServer']),
    serviceBus,
  };
}

/**
 * A text with the local address in place of each of Azure's that is known here. One of a resource that there is not
 * stays, and leads nowhere.
 */
export function localize(text: string, addresses: LocalAddresses): string {
  const rules: [RegExp, (name: string) => string | undefined][] = [
    [/https:\/\/([a-z0-9-]+)\.documents\.azure\.com(?::443)?(?![\w.-])/gi, addresses.cosmos],
    [/https:\/\/([a-z0-9-]+)\.vault\.azure\.net(?![\w.-])/gi, addresses.vault],
    [/https:\/\/([a-z0-9]+)\.blob\.core\.windows\.net(?![\w.-])/gi, addresses.blob],
    [/(?<![\w.-])([a-z0-9]+)\.azurecr\.io(?![\w.-])/gi, addresses.registry],
  ];
  return rules.reduce(
    (before, [pattern, find]) => before.replace(pattern, (whole, name: string) => find(name) ?? whole),
    text,
  );
}

/** Those of a program, with the way to Service Bus that works without Azure's TLS, and without a tmpfs: it gets a folder. */
export function localEnvironment(
  environment: Readonly<Record<string, string>>,
  addresses: LocalAddresses,
): Record<string, string> {
  const { SERVICE_BUS_NAMESPACE: host, INSTALLER_MEDIUM: _tmpfs, ...others } = environment;
  const local = Object.fromEntries(Object.entries(others).map(([name, value]) => [name, localize(value, addresses)]));
  if (host === undefined) return local;
  const namespace = /^([a-z0-9-]+)\.servicebus\.windows\.net$/i.exec(host)?.[1];
  const connection = namespace && addresses.serviceBus(namespace, environment['AZURE_CLIENT_ID'] ?? '');
  return connection
    ? { ...local, SERVICE_BUS_CONNECTION_STRING: connection }
    : { ...local, SERVICE_BUS_NAMESPACE: host };
}
