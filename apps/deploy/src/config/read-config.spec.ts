import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { minutes } from '@aro-rp/time';
import { readConfig } from './read-config.ts';
import { schemaFile, schemaText } from './schema-file.ts';

const root = join(__dirname, '../../../..');
const example = readFileSync(join(root, 'deploy/region.example.yaml'), 'utf8');

const read = (text: string, name?: string) => readConfig('f.yaml', text, name);
const faultsOf = (text: string, name?: string) => {
  const found = read(text, name);
  if (!('faults' in found)) throw new Error('it was read');
  return found.faults;
};
const regionOf = (text: string, name?: string) => {
  const found = read(text, name);
  if ('faults' in found) throw new Error(found.faults.join('\n'));
  return found;
};

it('the example is right, and a region overrides defaults service by service', () => {
  const region = regionOf(example, 'westeurope');

  expect(region).toMatchObject({
    location: 'westeurope',
    endpointsGroup: 'aro-westeurope-endpoints',
    dnsZone: 'westeurope.aroapp.example.com',
    networkShards: 4,
    services: {
      frontend: { version: '0.1.0-0123456789aa', instances: 6, machineSize: 'Standard_D2s_v5', soak: minutes(15) },
      backend: { version: '0.1.0-0123456789aa', instances: 2, soak: minutes(30) },
    },
  });
  expect(region.registryId).toMatch(/aro-global\/providers\/Microsoft\.ContainerRegistry\/registries\/arosvc$/);
  expect(regionOf(example, 'eastus').services.frontend.version).toBe('0.1.0-0123456789ab');
});

it('every setting is in the example, and what it says after a # is what stands for it', () => {
  const schema = JSON.parse(readFileSync(join(root, 'apps/deploy', schemaFile), 'utf8')) as {
    definitions: Record<string, { properties: object }>;
  };
  const names = ['region', 'service'].flatMap((one) => Object.keys(schema.definitions[one]?.properties ?? {}));

  for (const name of names) expect(example).toMatch(new RegExp(`\\b${name}:`));
});

it('the schema that editors read is the one that files are checked by', async () => {
  expect(readFileSync(join(root, 'apps/deploy', schemaFile), 'utf8')).toBe(await schemaText());
});

it('names every mistake at once, by line and column, with what is allowed', () => {
  const wrong = example
    .replace('prefix: aroeastus ', 'prefix: ARO ')
    .replace('  networkShards: 2', '  networkShard: 2')
    .replace('soak: 30m', 'soak: half an hour')
    .replace('instances: 6', 'instances: 0')
    .replace('change-feed:', 'changefeed:');

  const lines = wrong.split('\n');
  const placeOf = (text: string) => {
    const line = lines.findIndex((one) => one.includes(text));
    return `f.yaml:${line + 1}:${(lines[line]?.indexOf(text) ?? 0) + 1}`;
  };
  const faults = faultsOf(wrong);
  expect(faults).toHaveLength(5);
  expect(faults).toEqual(
    expect.arrayContaining([
      expect.stringContaining(`${placeOf('ARO ')}: regions[0].prefix: "ARO" is not allowed: begins every name`),
      `${placeOf('networkShard:')}: defaults.networkShard: is not known; did you mean networkShards?`,
      `${placeOf('changefeed:')}: defaults.services.changefeed: is not known; did you mean change-feed?`,
      expect.stringContaining(`${placeOf('half an hour')}: defaults.services.backend.soak: "half an hour" is not`),
      expect.stringContaining('regions[1].services.frontend.instances: 0 is not allowed: how many machines; a whole'),
    ]),
  );
});

it('names what is missing in each region, after defaults', () => {
  const faults = faultsOf(example.replace(/ {2}parentZone:.*\n/, '').replace(/ {4}prefix: arowest.*\n/, ''));

  expect(faults).toEqual([
    expect.stringMatching(/^f\.yaml:\d+:5: regions\[0\]: parentZone is missing: the zone above/),
    expect.stringMatching(/^f\.yaml:\d+:5: regions\[1\]: prefix is missing: /),
    expect.stringMatching(/^f\.yaml:\d+:5: regions\[1\]: parentZone is missing: /),
  ]);
});

it('says that a version that YAML reads as a number has to be quoted', () => {
  expect(faultsOf(example.replace('version: 0.1.0-0123456789ab', 'version: 1.10')).join()).toMatch(
    /version: 1\.1 is not allowed: .* in quotes when it looks like a number/,
  );
});

it('refuses a key that is there twice, and YAML that is none', () => {
  expect(faultsOf('regions: []\nregions: []\n')).toEqual([expect.stringMatching(/^f\.yaml:2:1: .*unique/i)]);
  expect(faultsOf('regions: [')).toHaveLength(1);
  expect(faultsOf('')).toEqual([expect.stringContaining('f.yaml:1:1: null is not allowed')]);
});

it('understands anchors and merge keys, and finds mistakes where they were written', () => {
  const merged = example
    .replace('    frontend:\n', '    frontend: &front\n')
    .replace('    mirror:\n', '    mirror:\n      <<: *front\n');
  expect(regionOf(merged, 'eastus').services.mirror.instances).toBe(2);

  const line = merged.split('\n').findIndex((one) => one.includes('&front')) + 2;
  const faults = faultsOf(
    merged.replace('instances: 3', 'instances: -1').replace(/( {4}mirror:\n.*\n) *instances: 2\n/, '$1'),
  );
  expect(faults.map((one) => one.split(': ')[0])).toContain(`f.yaml:${line}:18`);
});

it('refuses two regions of one name or prefix', () => {
  expect(faultsOf(example.replace('arowesteurope', 'aroeastus'))).toEqual([
    expect.stringMatching(/regions\[1\]\.prefix: aroeastus is that of regions\[0\] already/),
  ]);
});

it('asks for a name when there are several regions, and names those that there are', () => {
  expect(faultsOf(example)).toEqual(['f.yaml has several regions: name one with --region (eastus, westeurope)']);
  expect(faultsOf(example, 'uksouth')).toEqual(['f.yaml has no region uksouth; it has eastus, westeurope']);
});
