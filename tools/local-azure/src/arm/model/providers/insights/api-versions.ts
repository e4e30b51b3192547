/** Of each type of Microsoft.Insights, newest first. */
export const insightsApiVersions = {
  actionGroups: [
    '2023-01-01',
    '2022-06-01',
    '2022-04-01',
    '2021-09-01',
    '2019-06-01',
    '2019-03-01',
    '2018-09-01',
    '2018-03-01',
  ],
  metricAlerts: ['2018-03-01'],
  autoscaleSettings: ['2022-10-01', '2015-04-01', '2014-04-01'],
  metrics: ['2024-02-01', '2023-10-01', '2021-05-01', '2019-07-01', '2018-01-01'],
} as const;
