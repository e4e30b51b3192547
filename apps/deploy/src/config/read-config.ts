import { checkShape } from './check.ts';
import { fill, type Given } from './fill.ts';
import { type RegionConfig } from './region-config.ts';
import { pathText, readYaml, type Source } from './source.ts';

/**
 * Reads a configuration file: `defaults`, and `regions` that override them, services one by one. Everything that is
 * wrong with any region is told, not only with the one that is asked for.
 * @param file for messages
 * @param name the region's location; may be left out when there is one region
 * @returns the region, or each fault as `FILE:LINE:COLUMN: path: what is wrong, what is allowed`
 */
export function readConfig(file: string, text: string, name?: string): RegionConfig | { faults: string[] } {
  const source = readYaml(file, text);
  if (source.faults.length > 0) return { faults: source.faults };
  const faults = checkShape(source);
  if (faults.length > 0) return { faults };

  const { defaults = {}, regions } = source.value as { defaults?: Given; regions: Given[] };
  const filled = regions.map((region) => fill(defaults, region));
  faults.push(
    ...filled.flatMap((one, index) => ('missing' in one ? missingIn(source, index, one.missing) : [])),
    ...repeatedIn(source, regions),
  );
  if (faults.length > 0) return { faults };

  const known = filled as RegionConfig[];
  const chosen = known.filter(({ location }) => name === undefined || location === name);
  const [only] = chosen;
  if (only !== undefined && chosen.length === 1) return only;
  const locations = known.map(({ location }) => location).join(', ');
  return {
    faults: [
      name === undefined
        ? `${file} has several regions: name one with --region (${locations})`
        : `${file} has no region ${name}; it has ${locations}`,
    ],
  };
}

const missingIn = (source: Source, index: number, missing: readonly { name: string; describe: string }[]) =>
  missing.map(
    ({ name, describe }) => `${source.placeOf(['regions', index])}: regions[${index}]: ${name} is missing: ${describe}`,
  );

/** What no two regions may share. */
const unique = ['location', 'prefix', 'group', 'endpointsGroup', 'dnsZone'] as const;

function repeatedIn(source: Source, regions: readonly Given[]): string[] {
  return unique.flatMap((name) => {
    const first = new Map<unknown, number>();
    return regions.flatMap((region, index) => {
      const value = region[name];
      if (value === undefined) return [];
      const other = first.get(value);
      if (other === undefined) return (first.set(value, index), []);
      const path = ['regions', index, name];
      return [`${source.placeOf(path)}: ${pathText(path)}: ${String(value)} is that of regions[${other}] already`];
    });
  });
}
