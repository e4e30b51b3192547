/** Regions without availability zones; every other region has three. */
const withoutZones: readonly string[] = ['westus'];

/** @param location in its normal form, such as `eastus` */
export const zonesOf = (location: string): readonly string[] =>
  withoutZones.includes(location) ? [] : ['1', '2', '3'];
