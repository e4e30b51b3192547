import { keyOf } from '../../../resource-id.ts';

/** With their namespace, as `ResourceView.ofType` takes them. */
export const scaleSetType = 'Microsoft.Compute/virtualMachineScaleSets';
export const instanceType = `${scaleSetType}/virtualMachines`;
export const instanceInterfaceType = `${instanceType}/networkInterfaces`;

export const instanceIdOf = (scaleSetId: string, number: string): string => `${scaleSetId}/virtualMachines/${number}`;

/** Of the scale set that an instance, or what is below one, is in. */
export const scaleSetIdOf = (instanceId: string): string => instanceId.replace(/\/virtualMachines\/.*$/i, '');

/** `SCALESET_7`: what Azure calls the machine, and what its own metadata service tells it. */
export const machineNameOf = (scaleSetName: string, number: string): string => `${scaleSetName}_${number}`;

/** The host name: Azure counts in base 36, six digits. */
export const computerNameOf = (prefix: string, number: string): string =>
  `${prefix}${keyOf(Number(number).toString(36)).padStart(6, '0')}`;
