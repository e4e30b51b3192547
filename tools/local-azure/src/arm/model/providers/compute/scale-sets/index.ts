export {
  createHardwareSlot,
  type Hardware,
  type HardwareSlot,
  type HealthState,
  type InstanceState,
} from './hardware.ts';
export { scaleSetInstance } from './instance.ts';
export { scaleSet, type ScaleSetOptions } from './scale-set.ts';
