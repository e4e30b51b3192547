import { type Clock } from '@aro-rp/time';
import { ArmError } from '../../errors.ts';
import { asObject, type Json } from '../../json.ts';
import { type ResourceType } from '../provider.ts';
import { checkRegistryName, registryApiVersions } from './names.ts';
import { generateCredentials } from './passwords.ts';
import { builtInScopeMaps } from './scope-maps.ts';

export interface RegistryOptions {
  /**
   * Host and port under which a registry is reached, as image references begin; never the same for two. Undefined until
   * it is.
   */
  loginServer(name: string): string | undefined;
  clock: Clock;
}

const skus = ['basic', 'standard', 'premium'];

/** Members of a GET that a client may send back; they are not stored. */
const computed = new Set([
  'provisioningState',
  'loginServer',
  'creationDate',
  'passwords',
  'privateEndpointConnections',
]);

/** Microsoft.ContainerRegistry/registries. Anonymous callers and the admin user are not let in, whatever is asked. */
export function registry({ loginServer, clock }: RegistryOptions): ResourceType {
  return {
    name: 'registries',
    apiVersions: registryApiVersions,
    kind: 'regional',
    longRunning: { put: true, delete: true },
    working: { create: 'Creating', update: 'Updating', delete: 'Deleting' },
    accept({ id, name, properties, envelope, current, view }) {
      const refusal = checkRegistryName(name, view, id);
      if (refusal) throw refusal;
      if (!skus.includes(String(asObject(envelope['sku'])['name']).toLowerCase())) throw invalid('sku');
      for (const member of ['anonymousPullEnabled', 'adminUserEnabled'])
        if (properties[member] === true) throw invalid(`${member} is not served here`);
      const given = Object.fromEntries(Object.entries(properties).filter(([member]) => !computed.has(member)));
      return {
        properties: { ...given, passwords: asObject(current?.properties['passwords']) } as Json,
        children: builtInScopeMaps(),
      };
    },
    isReady: ({ name }) => loginServer(name) !== undefined,
    actions: { generatecredentials: generateCredentials(clock) },
    show({ name, createdTime, properties }) {
      const { passwords: _secret, ...stored } = properties;
      return {
        adminUserEnabled: false,
        anonymousPullEnabled: false,
        publicNetworkAccess: 'Enabled',
        zoneRedundancy: 'Disabled',
        dataEndpointEnabled: false,
        ...stored,
        ...(loginServer(name) === undefined ? {} : { loginServer: loginServer(name) }),
        creationDate: createdTime,
        privateEndpointConnections: [],
      };
    },
  };
}

const invalid = (what: string): ArmError =>
  new ArmError(400, 'InvalidRegistryProperties', `The registry is invalid: ${what}.`);
