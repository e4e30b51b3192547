import { type LocalAddresses, localEnvironment, localize } from './addresses.ts';

const only =
  (known: string, address: string) =>
  (name: string): string | undefined =>
    name === known ? address : undefined;
const addresses: LocalAddresses = {
  cosmos: only('east-db', 'https://localhost:1'),
  vault: only('east-svc', 'https://localhost:2'),
  blob: only('eaststore', 'https://localhost:3/eaststore'),
  registry: only('arosvc', 'localhost:4'),
  serviceBus: (namespace, clientId) => (namespace === 'east-bus' ? `Endpoint=${clientId}` : undefined),
};

describe('local addresses', () => {
  it.each([
    ['https://east-db.documents.azure.com', 'https://localhost:1'],
    ['https://east-db.documents.azure.com:443/', 'https://localhost:1/'],
    ['https://east-svc.vault.azure.net/secrets/a', 'https://localhost:2/secrets/a'],
    ['https://eaststore.blob.core.windows.net/installers', 'https://localhost:3/eaststore/installers'],
    ['arosvc.azurecr.io/backend', 'localhost:4/backend'],
    ['arosvc.azurecr.io', 'localhost:4'],
  ])('stand in the place of Azure’s in %s', (text, expected) => {
    expect(localize(text, addresses)).toBe(expected);
  });

  it.each([
    'https://west-db.documents.azure.com',
    'https://east-svc.vault.azure.net.example.com',
    'https://management.azure.com',
    'other.arosvc.azurecr.io',
    '/subscriptions/1/providers/Microsoft.ContainerRegistry/registries/arosvc',
  ])('are not taken for %s, which is no resource here', (text) => {
    expect(localize(text, addresses)).toBe(text);
  });

  it('lead to Service Bus by the key of the identity, where there is such a namespace', () => {
    const given = { AZURE_CLIENT_ID: 'id', SERVICE_BUS_NAMESPACE: 'east-bus.servicebus.windows.net' };
    const away = { ...given, SERVICE_BUS_NAMESPACE: 'west-bus.servicebus.windows.net' };

    expect(localEnvironment(given, addresses)).toEqual({
      AZURE_CLIENT_ID: 'id',
      SERVICE_BUS_CONNECTION_STRING: 'Endpoint=id',
    });
    expect(localEnvironment(away, addresses)).toEqual(away);
  });

  it('do not ask for a tmpfs: what is one in a container is a folder here', () => {
    const given = { INSTALLER_FOLDER: '/scratch', INSTALLER_MEDIUM: 'tmpfs' };

    expect(localEnvironment(given, addresses)).toEqual({ INSTALLER_FOLDER: '/scratch' });
  });
});
