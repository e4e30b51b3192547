import { type ArmServer } from '../arm/index.ts';
import { imageGeneration, sizeGenerations } from '../arm/model/providers/compute/index.ts';
import { type ArmWorld } from './arm-world.ts';
import { resolvePublic } from './network/names.ts';

/** The world that a running local ARM shows to hardware. */
export function worldOfArm(
  arm: Pick<ArmServer, 'view' | 'changed' | 'serialConsole' | 'endpoint'>,
  authorityHost: string,
): ArmWorld {
  const { view, serialConsole } = arm;
  return {
    view,
    changed: (listener) => arm.changed(listener),
    consoleOf: (vmId) => ({
      append: (line) => serialConsole.append(vmId, line),
      read: () => serialConsole.read(vmId),
    }),
    resolvePublic: (name) => resolvePublic(view, name),
    imageGeneration,
    sizeGenerations: (location, vmSize) => [...sizeGenerations(location, vmSize)],
    armEndpoint: arm.endpoint,
    authorityHost,
  };
}
