import { type Clock } from '@aro-rp/time';
import { ArmError, refusals } from '../model/errors.ts';
import { type Model } from '../model/index.ts';
import { type Json } from '../model/json.ts';
import { deletedVaultId, deletedVaults, keyVaultApiVersions } from '../model/providers/key-vault/index.ts';
import { subscriptionIdPath } from '../model/resource-id.ts';
import { type Resource } from '../model/resource.ts';
import { type Answer, type Call, requireApiVersion } from './call.ts';
import { type Parameters } from './dispatch.ts';
import { page } from './paging.ts';
import { type LocalRoutes } from './routes.ts';

const provider = '/subscriptions/:subscriptionId/providers/Microsoft.KeyVault';
const one = `${provider}/locations/:location/deletedVaults/:name`;

/** Deleted vaults: listed, looked at and, unless they are protected from it, purged. */
export function keyVaultRoutes({ access, registrations, resources }: Model, clock: Clock): LocalRoutes {
  const check = (call: Call, { subscriptionId = '' }: Parameters, action: string): void => {
    const version = requireApiVersion(call);
    const refusal = access.refuse(call.caller, `Microsoft.KeyVault/${action}`, subscriptionIdPath(subscriptionId));
    if (refusal) throw refusal;
    registrations.require(subscriptionId, 'Microsoft.KeyVault');
    if (!keyVaultApiVersions.some((known) => known === version))
      throw refusals.unsupportedApiVersion('deletedVaults', 'global', version, keyVaultApiVersions);
  };
  const find = ({ subscriptionId = '', location = '', name = '' }: Parameters): Resource => {
    const anyVault = `${subscriptionIdPath(subscriptionId)}/providers/Microsoft.KeyVault/vaults/any`;
    const id = deletedVaultId(anyVault, location, name);
    const found = deletedVaults(resources.view, subscriptionId, clock.now()).find(
      (vault) => vault.id.toLowerCase() === id.toLowerCase(),
    );
    if (found) return found;
    throw new ArmError(404, 'DeletedVaultNotFound', `The specified deleted vault '${name}' does not exist.`);
  };

  return {
    [`${provider}/deletedVaults`]: {
      get(call: Call, parameters): Answer {
        check(call, parameters, 'deletedVaults/read');
        const all = deletedVaults(resources.view, parameters['subscriptionId'], clock.now());
        return { status: 200, body: page(call, all, ({ id }) => id, show) };
      },
    },
    [one]: {
      get(call: Call, parameters): Answer {
        check(call, parameters, 'locations/deletedVaults/read');
        return { status: 200, body: show(find(parameters)) };
      },
    },
    [`${one}/purge`]: {
      post(call: Call, parameters): Answer {
        check(call, parameters, 'locations/deletedVaults/purge/action');
        const { id, name, properties } = find(parameters);
        if (properties['purgeProtectionEnabled'] === true)
          throw new ArmError(
            400,
            'MethodNotAllowed',
            `Operation 'DeletedVaultPurge' is not allowed: the vault '${name}' has purge protection enabled.`,
          );
        resources.erase(id);
        return { status: 200, effect: 'deleted', resourceId: id };
      },
    },
  };
}

function show({ id, name, properties }: Resource): Json {
  const { resource: _own, ...shown } = properties;
  return { id, name, type: 'Microsoft.KeyVault/deletedVaults', properties: shown };
}
