export {
  type ArmWorld,
  type Generation,
  type ImageReference,
  type SerialConsole,
  type WorldView,
} from './arm-world.ts';
export { type ClusterReport, type OpenShiftOptions, type OpenShiftServer } from './options.ts';
export { createOpenShiftServer } from './server.ts';
export { type Timeline } from './timeline.ts';
export { worldOfArm } from './world-of-arm.ts';
