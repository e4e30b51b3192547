import { ArmError } from '../../errors.ts';
import { asObject, type Json } from '../../json.ts';
import { equalIds, parentIdOf } from '../../resource-id.ts';
import { type ResourceType } from '../provider.ts';
import { registryApiVersions } from './names.ts';

/**
 * Microsoft.ContainerRegistry/registries/replications: a copy of a Premium registry in another region. There is one
 * registry service here, so a copy has all that the registry has.
 */
export const replication: ResourceType = {
  name: 'registries/replications',
  apiVersions: registryApiVersions,
  kind: 'regional',
  longRunning: { put: true, delete: true },
  working: { create: 'Creating', update: 'Updating', delete: 'Deleting' },
  isAlone: true,
  accept({ id, name, location = '', properties, view }) {
    if (!/^[a-zA-Z0-9]{5,50}$/.test(name)) throw invalid(`the replication name '${name}'`);
    const registry = view.get(parentIdOf(id) ?? '');
    if (String(asObject(registry?.envelope['sku'])['name']).toLowerCase() !== 'premium')
      throw new ArmError(
        400,
        'ReplicationNotSupported',
        `The registry ${registry?.name ?? ''} has no replications: its SKU is not Premium.`,
      );
    const twin = view
      .children(registry?.id ?? '')
      .find((one) => /\/replications$/i.test(one.type) && !equalIds(one.id, id) && one.location === location);
    if (registry?.location === location || twin) throw invalid(`the registry is in ${location} already`);
    const { provisioningState: _state, status: _status, ...kept } = properties;
    return { properties: { regionEndpointEnabled: true, zoneRedundancy: 'Disabled', ...kept } as Json };
  },
  show: ({ properties, createdTime }) => ({
    ...properties,
    status: { displayStatus: 'Ready', timestamp: createdTime },
  }),
};

const invalid = (what: string): ArmError =>
  new ArmError(400, 'InvalidReplicationProperties', `The replication is invalid: ${what}.`);
