import { asList, asObject, isText, type Json } from '../../json.ts';
import { equalIds } from '../../resource-id.ts';
import { type ResourceView } from '../../resource.ts';
import { type OtherChange } from '../provider.ts';
import { entriesOf } from './entries.ts';
import { networkTypes } from './type-names.ts';

const member = 'loadBalancerBackendAddressPools';

/** The pools that an IP configuration is in. */
export const poolsOf = (properties: Json): string[] =>
  asList(properties[member]).flatMap((one) => {
    const { id } = asObject(one);
    return isText(id) ? [id] : [];
  });

/** Ids of the IP configurations of network interfaces that are in a pool, by the pool's id as they write it. */
export const poolMembers = (view: ResourceView): { id: string; pools: string[] }[] =>
  [networkTypes.networkInterface, networkTypes.instanceInterface]
    .flatMap((type) => view.ofType(undefined, type))
    .flatMap((nic) =>
      entriesOf(nic.properties, 'ipConfigurations').map(({ name, properties }) => ({
        id: `${nic.id}/ipConfigurations/${name}`,
        pools: poolsOf(properties),
      })),
    );

/** Pools that go away lose their members: the interfaces stay, and forget them. */
export function leavePools(view: ResourceView, gone: string[]): OtherChange[] {
  if (gone.length === 0) return [];
  const isGone = (pool: string): boolean => gone.some((one) => equalIds(one, pool));
  return view
    .ofType(undefined, networkTypes.networkInterface)
    .filter((nic) =>
      entriesOf(nic.properties, 'ipConfigurations').some(({ properties }) => poolsOf(properties).some(isGone)),
    )
    .map(({ id, type, location = '', properties }) => ({
      kind: 'put',
      id,
      type,
      location,
      properties: {
        ...properties,
        ipConfigurations: entriesOf(properties, 'ipConfigurations').map((entry) => ({
          ...entry,
          properties: {
            ...entry.properties,
            [member]: poolsOf(entry.properties)
              .filter((pool) => !isGone(pool))
              .map((pool) => ({ id: pool })),
          },
        })),
      },
    }));
}
