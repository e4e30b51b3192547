/** Microsoft.DocumentDB's stable versions that have roles of the data plane, newest first. */
export const documentDbApiVersions = [
  '2025-10-15',
  '2025-04-15',
  '2024-11-15',
  '2024-08-15',
  '2024-05-15',
  '2023-11-15',
  '2023-09-15',
  '2023-04-15',
  '2023-03-15',
  '2022-11-15',
  '2022-08-15',
  '2022-05-15',
  '2021-10-15',
  '2021-06-15',
  '2021-05-15',
  '2021-04-15',
] as const;
