import { type Generation } from './images.ts';

/** What a size of virtual machine is, and what it can do. */
export interface MachineSize {
  name: string;
  /** As `usages` writes it. */
  family: string;
  cores: number;
  memoryGB: number;
  generations: readonly Generation[];
  encryptionAtHost: boolean;
  acceleratedNetworking: boolean;
  diskController: 'SCSI' | 'NVMe';
  temporaryDiskGB: number;
  maxDataDisks: number;
  maxNics: number;
}

type Traits = Partial<Omit<MachineSize, 'name' | 'family' | 'cores' | 'memoryGB'>>;

/** One size per number of cores, which stands in the name for `#`. */
const row = (
  pattern: string,
  family: string,
  gigabytesPerCore: number,
  cores: readonly number[],
  traits: Traits = {},
): MachineSize[] =>
  cores.map((count) => ({
    name: `Standard_${pattern.replace('#', String(count))}`,
    family,
    cores: count,
    memoryGB: Math.round(count * gigabytesPerCore),
    generations: ['V1', 'V2'],
    encryptionAtHost: true,
    acceleratedNetworking: true,
    diskController: 'SCSI',
    temporaryDiskGB: 0,
    maxDataDisks: Math.min(64, Math.max(4, count * 2)),
    maxNics: Math.min(8, Math.max(2, count / 2)),
    ...traits,
  }));

/** The sixth generation boots UEFI from NVMe only. */
const v6: Traits = { generations: ['V2'], diskController: 'NVMe' };
const usual = [2, 4, 8, 16, 32, 48, 64, 96];

/** Sizes for which Azure publishes a family of their own have it; the rest count with their series. */
const sizes: MachineSize[] = [
  ...row('D#s_v3', 'standardDSv3Family', 4, [2, 4, 8, 16, 32, 48, 64]),
  ...row('D#s_v4', 'standardDSv4Family', 4, [2, 4, 8, 16, 32, 48, 64]),
  ...row('D#s_v5', 'standardDSv5Family', 4, usual),
  ...row('D#as_v4', 'standardDASv4Family', 4, usual),
  ...row('D#as_v5', 'standardDASv5Family', 4, usual),
  ...row('D#ds_v5', 'standardDDSv5Family', 4, usual, { temporaryDiskGB: 150 }),
  ...row('D#s_v6', 'StandardDsv6Family', 4, usual, v6),
  ...row('D#ds_v6', 'StandardDdsv6Family', 4, usual, { ...v6, temporaryDiskGB: 110 }),
  ...row('D#ls_v6', 'StandardDlsv6Family', 2, usual, v6),
  ...row('D#lds_v6', 'StandardDldsv6Family', 2, usual, { ...v6, temporaryDiskGB: 110 }),
  ...row('E#s_v3', 'standardESv3Family', 8, [2, 4, 8, 16, 20, 32, 48, 64]),
  ...row('E#s_v4', 'standardESv4Family', 8, [2, 4, 8, 16, 20, 32, 48, 64]),
  ...row('E#s_v5', 'standardESv5Family', 8, [2, 4, 8, 16, 20, 32, 48, 64, 96]),
  ...row('E#as_v4', 'standardEASv4Family', 8, [2, 4, 8, 16, 20, 32, 48, 64, 96]),
  ...row('E#as_v5', 'standardEASv5Family', 8, [2, 4, 8, 16, 20, 32, 48, 64, 96]),
  ...row('E#ds_v5', 'standardEDSv5Family', 8, [2, 4, 8, 16, 20, 32, 48, 64, 96], { temporaryDiskGB: 150 }),
  ...row('E#is_v3', 'standardEISv3Family', 6.75, [64]),
  ...row('E#is_v4', 'standardXEISv4Family', 6.3, [80]),
  ...row('E#ids_v4', 'standardXEIDSv4Family', 6.3, [80], { temporaryDiskGB: 2_400 }),
  ...row('E#is_v5', 'standardEISv5Family', 6.47, [104]),
  ...row('E#ids_v5', 'standardEIDSv5Family', 6.47, [104], { temporaryDiskGB: 3_800 }),
  ...row('F#s_v2', 'standardFSv2Family', 2, [2, 4, 8, 16, 32, 48, 64, 72]),
  ...row('M#ms', 'standardMSFamily', 30.4, [128], { temporaryDiskGB: 4_096 }),
  ...row('L#s', 'standardLSFamily', 8, [4, 8, 16, 32], { generations: ['V1'], encryptionAtHost: false }),
  ...row('L#s_v2', 'standardLSv2Family', 8, [8, 16, 32, 48, 64, 80]),
  ...row('L#s_v3', 'standardLSv3Family', 8, [8, 16, 32, 48, 64, 80]),
  ...row('L#s_v4', 'StandardLsv4Family', 8, [2, 4, 8, 16, 32, 48, 64, 80, 96], v6),
  ...row('NC#as_T4_v3', 'Standard NCASv3_T4 Family', 7, [4, 8, 16, 64], { temporaryDiskGB: 180 }),
  ...row('NC#s_v3', 'Standard NCSv3 Family', 112 / 6, [6, 12, 24], { acceleratedNetworking: false }),
  ...row('NC#rs_v3', 'Standard NCSv3 Family', 112 / 6, [24], { acceleratedNetworking: false }),
];

const byName = new Map(sizes.map((size) => [size.name.toLowerCase(), size]));

export const allSizes: readonly MachineSize[] = sizes;

/** @param name compared ignoring case, as Azure does */
export const findSize = (name: string): MachineSize | undefined => byName.get(name.toLowerCase());

/** The generations that a size boots; none when the region lacks it. */
export const sizeGenerations = (_location: string, name: string): Generation[] => [
  ...(findSize(name)?.generations ?? []),
];

/** A family in the words of `usages`. */
export const familyTitle = (family: string): string =>
  `${family
    .replace(/^standard/i, 'Standard ')
    .replace(/Family$/, ' Family')
    .replace(/\s+/g, ' ')} vCPUs`;
