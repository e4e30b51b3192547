/** A size of virtual machine that the service supports. */
export interface VmSize {
  readonly name: string;
  /** The first OpenShift version, `major.minor`, that runs on it; absent means all. */
  readonly minimumVersion?: string;
}

/** One size for each number of cores, which stands in the name for `#`. */
const row = (pattern: string, cores: readonly number[], minimumVersion?: string): VmSize[] =>
  cores.map((count) => ({
    name: `Standard_${pattern.replace('#', String(count))}`,
    ...(minimumVersion === undefined ? {} : { minimumVersion }),
  }));

const byName = (rows: VmSize[][]): ReadonlyMap<string, VmSize> => new Map(rows.flat().map((size) => [size.name, size]));

/** What control plane machines may be, by name. */
export const masterVmSizes = byName([
  row('D#s_v3', [8, 16, 32]),
  row('D#s_v4', [8, 16, 32]),
  row('D#s_v5', [8, 16, 32]),
  row('D#as_v4', [8, 16, 32]),
  row('D#as_v5', [8, 16, 32]),
  row('D#ds_v5', [8, 16, 32]),
  row('D#s_v6', [4, 8, 16, 32, 48, 64, 96], '4.19'),
  row('D#ds_v6', [4, 8, 16, 32, 48, 64, 96], '4.19'),
  row('E#s_v3', [8, 16, 32]),
  row('E#s_v4', [8, 16, 20, 32, 48, 64]),
  row('E#s_v5', [8, 16, 20, 32, 48, 64, 96]),
  row('E#as_v4', [4, 8, 16, 20, 32, 48, 64, 96]),
  row('E#as_v5', [8, 16, 20, 32, 48, 64, 96]),
  row('E#is_v3', [64]),
  row('E#is_v4', [80]),
  row('E#ids_v4', [80]),
  row('E#is_v5', [104]),
  row('E#ids_v5', [104]),
  row('F#s_v2', [72]),
  row('M#ms', [128]),
]);

/** What worker machines may be, by name. */
export const workerVmSizes = byName([
  row('D#s_v3', [4, 8, 16, 32]),
  row('D#s_v4', [4, 8, 16, 32, 64]),
  row('D#s_v5', [4, 8, 16, 32, 64, 96]),
  row('D#as_v4', [4, 8, 16, 32, 64, 96]),
  row('D#as_v5', [4, 8, 16, 32, 64, 96]),
  row('D#ds_v5', [4, 8, 16, 32, 48, 64, 96]),
  row('D#s_v6', [4, 8, 16, 32, 48, 64, 96], '4.19'),
  row('D#ds_v6', [4, 8, 16, 32, 48, 64, 96], '4.19'),
  row('D#ls_v6', [4, 8, 16, 32, 48, 64, 96], '4.19'),
  row('D#lds_v6', [4, 8, 16, 32, 48, 64, 96], '4.19'),
  row('E#s_v3', [4, 8, 16, 32]),
  row('E#s_v4', [2, 4, 8, 16, 20, 32, 48, 64]),
  row('E#s_v5', [2, 4, 8, 16, 20, 32, 48, 64, 96]),
  row('E#as_v4', [4, 8, 16, 20, 32, 48, 64, 96]),
  row('E#as_v5', [8, 16, 20, 32, 48, 64, 96]),
  row('E#is_v3', [64]),
  row('E#is_v4', [80]),
  row('E#ids_v4', [80]),
  row('E#ds_v5', [96]),
  row('E#is_v5', [104]),
  row('E#ids_v5', [104]),
  row('F#s_v2', [4, 8, 16, 32, 72]),
  row('M#ms', [128]),
  row('L#s', [4, 8, 16, 32]),
  row('L#s_v2', [8, 16, 32, 48, 64]),
  row('L#s_v3', [8, 16, 32, 48, 64]),
  row('L#s_v4', [4, 8, 16, 32, 48, 64, 80], '4.19'),
  row('NC#as_T4_v3', [4, 8, 16, 64]),
  row('NC#s_v3', [6, 12, 24]),
  row('NC#rs_v3', [24]),
]);
