import { type ControlledState, type ControlPlane } from '../../../../cosmos/control.ts';
import { type ContainerDefinition } from '../../../../cosmos/model/definitions.ts';
import { type RoleAssignment, type RoleDefinition } from '../../../../cosmos/protocol/roles.ts';
import { asList, asObject, isText } from '../../json.ts';
import { keyOf, parentIdOf } from '../../resource-id.ts';
import { type Resource, type ResourceView } from '../../resource.ts';
import { type Resources } from '../../resources.ts';
import { showConnectionsTo } from '../network/private-link-targets.ts';
import { accountIdOf, accountType } from './shared.ts';

/** As Azure has it when the operation has ended: one that is being made is not there yet. */
const isThere = ({ provisioningState }: Resource): boolean =>
  provisioningState === 'Succeeded' || provisioningState === 'Updating';

/** Azure's other services that are reached through private endpoints ask for the same. */
const isOutOfReach = (account: Resource, view: ResourceView): boolean =>
  isClosed(account) && showConnectionsTo(account, view).length === 0;

const isClosed = ({ properties }: Resource): boolean => properties['publicNetworkAccess'] === 'Disabled';

/**
 * What all accounts together have, for the one data plane: where two have a database or a container of one name, the
 * first's counts.
 */
export function createCosmosAccount({ view, generation }: Pick<Resources, 'view' | 'generation'>): ControlPlane {
  let seen: readonly unknown[] = [];
  let isAnyClosed = false;
  return {
    generation() {
      // A private endpoint opens an account that is closed to the public; networks are written often.
      const now = [generation('Microsoft.DocumentDB'), isAnyClosed && generation('Microsoft.Network')];
      if (now.some((one, index) => one !== seen[index])) seen = now;
      return seen;
    },
    state(): ControlledState {
      const of = (type: string) => view.ofType(undefined, `${accountType}/${type}`).filter(isThere);
      const accounts = view.ofType(undefined, accountType);
      isAnyClosed = accounts.some(isClosed);
      const closed = new Set(accounts.filter((one) => isOutOfReach(one, view)).map(({ id }) => keyOf(id)));
      return {
        databases: databasesOf(of('sqlDatabases'), view),
        roleDefinitions: of('sqlRoleDefinitions').map(definitionOf),
        roleAssignments: of('sqlRoleAssignments').map((one) => ({
          ...assignmentOf(one),
          isOutOfReach: closed.has(keyOf(accountIdOf(one.id))),
        })),
      };
    },
  };
}

function databasesOf(found: readonly Resource[], view: ResourceView): ControlledState['databases'] {
  const containers = view.ofType(undefined, `${accountType}/sqlDatabases/containers`).filter(isThere);
  const byName = Map.groupBy(found, ({ properties }) => String(asObject(properties['resource'])['id']));
  return [...byName].map(([id, twins]) => {
    const ids = new Set(twins.map((one) => one.id.toLowerCase()));
    const inside = containers.filter((one) => ids.has((parentIdOf(one.id) ?? '').toLowerCase()));
    const byContainer = Map.groupBy(inside, ({ name }) => name);
    return {
      id,
      instance: instanceOf(twins),
      containers: [...byContainer.values()].map((one) => ({
        instance: instanceOf(one),
        definition: asObject(first(one)?.properties['resource']) as ContainerDefinition,
      })),
    };
  });
}

const first = (twins: readonly Resource[]): Resource | undefined =>
  twins.toSorted((one, other) => one.createdTime.localeCompare(other.createdTime))[0];

const instanceOf = (twins: readonly Resource[]): string => String(first(twins)?.properties['instance']);

const definitionOf = ({ id, properties }: Resource): RoleDefinition => ({
  id,
  dataActions: asList(properties['permissions']).flatMap((one) => asList(asObject(one)['dataActions']).filter(isText)),
});

const assignmentOf = ({ properties }: Resource): RoleAssignment => ({
  principalId: String(properties['principalId']),
  scope: String(properties['scope']),
  roleDefinitionId: String(properties['roleDefinitionId']),
});
