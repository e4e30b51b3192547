import { type Resource } from '../../../arm/model/resource.ts';
import { type ArmWorld, type ImageReference } from '../../arm-world.ts';
import { at, textAt } from '../../kubernetes/object.ts';
import { missingMasters } from '../hardware.ts';
import { decodeCustomData, parseIgnition, sourceOf } from '../ignition.ts';
import { unmetBy } from '../unmet.ts';
import { type Boot, type Condition, firstFault, type PowerOn } from './condition.ts';

/** The firmware finds an image, and one of its own generation. */
export const imagesBoot: Condition<PowerOn> = ({ hardware, world }) =>
  firstFault([hardware.bootstrap, ...hardware.masters], (machine) => imageFault(world, machine));

function imageFault(world: ArmWorld, { name, location = '', properties }: Resource): string | undefined {
  const image = at(properties, 'storageProfile', 'imageReference') as ImageReference | undefined;
  const generation = image && world.imageGeneration(location, image);
  if (!image || generation === undefined)
    return `firmware: ${name} has no image to boot (${[image?.publisher, image?.offer, image?.sku, image?.version].join(':')})`;
  const size = textAt(properties, 'hardwareProfile', 'vmSize');
  const generations = world.sizeGenerations(location, size);
  if (generations.includes(generation)) return undefined;
  return `firmware: ${name} of size ${size} boots generation ${generations.join(', ') || 'none'}, its image is ${generation}`;
}

/** The bootstrap machine's etcd waits for those of the masters. */
export const mastersRun: Condition<PowerOn> = ({ hardware }) => {
  const missing = missingMasters(hardware);
  return missing.length === 0 ? undefined : `bootkube: waits for ${missing.join(', ')} to run`;
};

/** Azure hands the machine a configuration that it can read, and that points to the whole one. */
export const bootstrapHasPointer: Condition<PowerOn> = ({ hardware }) => pointerFault(hardware.bootstrap, 'replace');

const pointerFault = ({ name, properties }: Resource, how: 'replace' | 'merge') =>
  unmetBy(() => {
    const origin = `customData of ${name}`;
    sourceOf(parseIgnition(decodeCustomData(properties), origin), how, origin);
  });

/** Masters get the rest of their configuration from the machine config server, under the internal name. */
export const mastersPointToServer: Condition<Boot> = ({ hardware, assets }) =>
  firstFault(hardware.masters, (master) => {
    const fault = pointerFault(master, 'merge');
    if (fault !== undefined) return fault;
    const origin = `customData of ${master.name}`;
    const source = sourceOf(parseIgnition(decodeCustomData(master.properties), origin), 'merge', origin);
    const expected = `https://api-int.${assets.domain}:22623/config/master`;
    return source === expected ? undefined : `Ignition: ${master.name} asks ${source}, not ${expected}`;
  });
