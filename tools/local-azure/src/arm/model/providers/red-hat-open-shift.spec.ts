import { versions } from '@aro-rp/api';
import { redHatOpenShift } from './red-hat-open-shift.ts';

it('the registration offers every API version that the frontend has, for each type that the version serves', () => {
  const offered = new Map(redHatOpenShift.forwarded?.resourceTypes.map((type) => [type.name, type.apiVersions]));
  const served = (name: string, has: (version: string) => boolean) => [name, [...versions.keys()].filter(has).sort()];
  const lists = (what: 'openShiftVersions' | 'platformWorkloadIdentityRoleSets') => (version: string) =>
    versions.get(version)?.serves.has(what) === true;
  const all = [
    'openShiftClusters',
    'locations',
    'locations/operationsstatus',
    'locations/operationresults',
    'operations',
  ];

  expect([...offered].map(([name, apiVersions]) => [name, [...apiVersions].sort()]).sort()).toEqual(
    [
      ...all.map((name) => served(name, () => true)),
      served('locations/openShiftVersions', lists('openShiftVersions')),
      served('locations/platformWorkloadIdentityRoleSets', lists('platformWorkloadIdentityRoleSets')),
    ].sort(),
  );
});
