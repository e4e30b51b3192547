import { ofName, ofServices } from './installer-limits.ts';

it.each([
  [54, 0],
  [55, 1],
  [63, 1],
])('a domain with a first label of %d characters has %d findings', (length, count) => {
  const found = ofName('n'.repeat(length));

  expect(found).toHaveLength(count);
  for (const { error } of found)
    expect(error).toMatchObject({ code: 'InvalidParameter', target: 'properties.clusterProfile.domain' });
});

it.each([
  ['172.30.0.0/16', 0],
  ['172.16.0.0/12', 0],
  ['10.0.0.0/11', 1],
  ['10.0.0.0/8', 1],
])('services in %s have %d findings', (range, count) => {
  const found = ofServices(range);

  expect(found).toHaveLength(count);
  for (const { error } of found)
    expect(error).toMatchObject({
      code: 'InvalidParameter',
      target: 'properties.networkProfile.serviceCidr',
      message: expect.stringContaining(`'${range}'`.slice(1, -1)) as string,
    });
});
