import { equalIds } from '../../arm/model/resource-id.ts';
import { type Resource } from '../../arm/model/resource.ts';
import { type WorldView } from '../arm-world.ts';
import { listAt, textAt } from '../kubernetes/object.ts';
import { referenceAt, types } from './wiring.ts';

/** The addresses of a name in the public zones of every subscription; the closest zone answers alone. */
export const resolvePublic = (view: WorldView, name: string): string[] =>
  resolve(view, name, view.ofType(undefined, types.publicZone));

/** The addresses of a name as the machines of a virtual network see it: in the private zones linked to it. */
export const resolvePrivate = (view: WorldView, networkId: string, name: string): string[] =>
  resolve(view, name, zonesOf(view, networkId));

/** The private zones that are linked to a virtual network. */
export const zonesOf = (view: WorldView, networkId: string): Resource[] =>
  view
    .ofType(undefined, types.privateZone)
    .filter((zone) =>
      view
        .children(zone.id)
        .some(
          ({ type, properties }) =>
            /\/virtualNetworkLinks$/i.test(type) && equalIds(referenceAt(properties, 'virtualNetwork'), networkId),
        ),
    );

function resolve(view: WorldView, name: string, zones: Resource[]): string[] {
  const asked = name.toLowerCase().replace(/\.$/, '');
  const zone = zones
    .filter((one) => asked === one.name.toLowerCase() || asked.endsWith(`.${one.name.toLowerCase()}`))
    .sort((a, b) => b.name.length - a.name.length)[0];
  if (!zone) return [];
  const records = view.children(zone.id).filter(({ type }) => /\/A$/i.test(type));
  const relative = asked === zone.name.toLowerCase() ? '@' : asked.slice(0, -zone.name.length - 1);
  for (const candidate of candidates(relative)) {
    const found = records.find((record) => record.name.toLowerCase() === candidate);
    if (found) return addressesOf(found);
  }
  return [];
}

/** The name itself, then the wildcards above it, closest first (RFC 4592). */
function candidates(relative: string): string[] {
  const labels = relative.split('.');
  return [relative, ...labels.map((_label, index) => ['*', ...labels.slice(index + 1)].join('.'))];
}

/** Public zones write `ARecords`, private ones `aRecords`. */
const addressesOf = ({ properties }: Resource): string[] =>
  [...listAt(properties, 'ARecords'), ...listAt(properties, 'aRecords')].map((one) => textAt(one, 'ipv4Address'));
