import { type Enumeration, type EnumerationIn } from '../schema/enumeration.ts';

const description = 'VMSize represents a VM size.';

/** What each API version with a list of sizes has in it; which of them a role supports stands elsewhere. */
const lists: readonly { before: string; sizes: readonly string[]; more?: Partial<Enumeration> }[] = [
  { before: '2020-04-30', sizes: ['D2s_v3', 'D4s_v3', 'D8s_v3'] },
  {
    before: '2021-09-01-preview',
    sizes: [
      ...['D16as_v4', 'D16s_v3', 'D2s_v3', 'D32as_v4', 'D32s_v3', 'D4as_v4', 'D4s_v3', 'D8as_v4', 'D8s_v3'],
      ...['E16s_v3', 'E32s_v3', 'E4s_v3', 'E8s_v3', 'F16s_v2', 'F32s_v2', 'F4s_v2', 'F8s_v2'],
    ],
  },
  {
    before: '2022-04-01',
    sizes: [
      ...['D16as_v4', 'D16s_v3', 'D2s_v3', 'D32as_v4', 'D32s_v3', 'D4as_v4', 'D4s_v3', 'D8as_v4', 'D8s_v3'],
      ...['E16s_v3', 'E32s_v3', 'E4s_v3', 'E64i_v3', 'E64is_v3', 'E8s_v3'],
      ...['F16s_v2', 'F32s_v2', 'F4s_v2', 'F72s_v2', 'F8s_v2', 'G5', 'GS5', 'M128ms'],
    ],
    more: { isNamed: true, isOpen: true },
  },
];

/** Undefined in the versions that take any name of a size. */
export const vmSize: EnumerationIn = (version) => {
  const list = lists.find(({ before }) => version < before);
  if (list === undefined) return undefined;
  const values = list.sizes.map((size) => `Standard_${size}`);
  return { name: 'VMSize', description, values, isNamed: false, ...list.more };
};
