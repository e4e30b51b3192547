/** Those that the parts of a cluster use. */
export const apiVersions = {
  network: '2023-11-01',
  machine: '2024-03-01',
  disk: '2023-04-02',
  privateZone: '2020-06-01',
  authorization: '2022-04-01',
} as const;
