import { type ResourceProvider } from './provider.ts';

export const redHatOpenShiftNamespace = 'Microsoft.RedHatOpenShift';

const apiVersions = [
  '2019-12-31-preview',
  '2020-04-30',
  '2021-09-01-preview',
  '2022-04-01',
  '2022-09-04',
  '2023-04-01',
  '2023-07-01-preview',
  '2023-09-04',
  '2023-11-22',
  '2024-08-12-preview',
  '2025-07-25',
].reverse();

/** The namespace that the front door forwards to the frontend. */
export const redHatOpenShift: ResourceProvider = {
  namespace: redHatOpenShiftNamespace,
  types: [],
  forwarded: {
    resourceTypes: [
      { name: 'openShiftClusters', apiVersions },
      { name: 'locations', apiVersions },
      { name: 'locations/operationsstatus', apiVersions },
      { name: 'locations/operationresults', apiVersions },
      { name: 'locations/openShiftVersions', apiVersions: apiVersions.filter((one) => one >= '2022-09-04') },
      {
        name: 'locations/platformWorkloadIdentityRoleSets',
        apiVersions: apiVersions.filter((one) => one >= '2024-08-12-preview'),
      },
      { name: 'operations', apiVersions },
    ],
  },
};
