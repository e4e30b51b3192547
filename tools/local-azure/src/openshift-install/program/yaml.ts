import { stringify } from 'yaml';

/** As Go's sigs.k8s.io/yaml prints: keys sorted, lists not indented, no line broken. */
export const toYaml = (value: unknown): string =>
  stringify(value, {
    schema: 'yaml-1.1',
    sortMapEntries: true,
    indentSeq: false,
    lineWidth: 0,
    aliasDuplicateObjects: false,
  });
