import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { versions } from './registry.ts';

const names = [...versions.keys()];

describe('the registry', () => {
  it('has the version of every folder, oldest first', () => {
    const folders = readdirSync(import.meta.dirname).filter((name) => /^v\d/.test(name));

    expect(names).toEqual(folders.map((folder) => folder.slice(1)).sort());
  });

  it.each(names)('has in %s a version that is under its own name, and small', (name) => {
    const source = readFileSync(join(import.meta.dirname, `v${name}`, 'version.ts'), 'utf8');

    expect(versions.get(name)?.version).toBe(name);
    expect(source.split('\n').length).toBeLessThan(200);
  });

  it('says what each version offers beside clusters', () => {
    const offered = Object.fromEntries(
      [...versions.values()].map(({ version, actions, serves, hasSystemData, hasOperationOrigin }) => [
        version,
        [...actions, ...serves, ...(hasSystemData ? ['systemData'] : []), ...(hasOperationOrigin ? ['origin'] : [])],
      ]),
    );
    const [credentials, both] = [['listCredentials'], ['listCredentials', 'listAdminCredentials']];
    const told = ['systemData', 'origin'];
    const everything = [
      'openShiftVersions',
      'openShiftVersion',
      'platformWorkloadIdentityRoleSets',
      'platformWorkloadIdentityRoleSet',
    ];

    expect(offered).toEqual({
      '2019-12-31-preview': credentials,
      '2020-04-30': [...credentials, 'origin'],
      '2021-09-01-preview': [...both, ...told],
      '2022-04-01': [...both, ...told],
      '2022-09-04': [...both, 'openShiftVersions', ...told],
      '2023-04-01': [...both, 'openShiftVersions', ...told],
      '2023-07-01-preview': [...both, 'openShiftVersions', ...told],
      '2023-09-04': [...both, 'openShiftVersions', ...told],
      '2023-11-22': [...both, 'openShiftVersions', ...told],
      '2024-08-12-preview': [...both, ...everything, ...told],
      '2025-07-25': [...both, ...everything, ...told],
    });
  });
});
