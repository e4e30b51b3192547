import { keyOf } from '../../arm/model/resource-id.ts';
import { type Resource } from '../../arm/model/resource.ts';
import { type ArmWorld, type WorldView } from '../arm-world.ts';
import { resolvePublic } from '../network/names.ts';

const heads = [
  'Compute/virtualMachines',
  'Network/virtualNetworks',
  'Network/networkInterfaces',
  'Network/networkSecurityGroups',
  'Network/loadBalancers',
  'Network/publicIPAddresses',
  'Network/privateLinkServices',
  'Network/privateEndpoints',
  'Network/privateDnsZones',
  'Network/dnszones',
  'Network/routeTables',
  'Network/natGateways',
  'Storage/storageAccounts',
];

/** A copy of what local ARM holds, to be changed by a spec without anybody's rules in the way. */
export interface Snapshot {
  world: ArmWorld;
  /** By the end of its id. @throws Error when there is none, or more than one */
  find(end: string): Resource;
  add(resource: Pick<Resource, 'id' | 'type' | 'properties'>): void;
  drop(end: string): void;
  /** What was written to serial consoles. */
  lines: string[];
}

export function snapshotOf(world: ArmWorld): Snapshot {
  const resources = new Map<string, Resource>();
  for (const type of heads)
    for (const head of world.view.ofType(undefined, `Microsoft.${type}`))
      for (const one of [head, ...world.view.children(head.id)]) resources.set(keyOf(one.id), structuredClone(one));
  const all = () => [...resources.values()];
  const view: WorldView = {
    get: (id) => resources.get(keyOf(id)),
    children: (id) => all().filter((one) => keyOf(one.id).startsWith(`${keyOf(id)}/`)),
    ofType: (subscriptionId, type) =>
      all().filter(
        (one) =>
          one.type.toLowerCase() === type.toLowerCase() &&
          (subscriptionId === undefined || one.id.split('/')[2] === subscriptionId),
      ),
  };
  const find = (end: string): Resource => {
    const found = all().filter(({ id }) => keyOf(id).endsWith(keyOf(end)));
    if (!found[0] || found.length > 1) throw new Error(`${found.length} resources end with ${end}`);
    return found[0];
  };
  const lines: string[] = [];
  return {
    world: {
      ...world,
      view,
      changed: () => ({ [Symbol.dispose]: () => undefined }),
      consoleOf: () => ({ append: (line) => void lines.push(line), read: () => lines.join('\n') }),
      resolvePublic: (name) => resolvePublic(view, name),
    },
    find,
    add: ({ id, type, properties }) =>
      void resources.set(keyOf(id), {
        id,
        type,
        properties,
        name: id.split('/').at(-1) ?? '',
        envelope: {},
        provisioningState: 'Succeeded',
        etag: '1',
        createdTime: '2026-01-01T00:00:00Z',
        changedTime: '2026-01-01T00:00:00Z',
      }),
    drop: (end) => void resources.delete(keyOf(find(end).id)),
    lines,
  };
}
