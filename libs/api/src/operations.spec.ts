import { operations } from './operations.ts';

describe('operations', () => {
  it('names each operation once, in the form that ARM asks for', () => {
    const names = operations.map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
    for (const name of names) {
      expect(name).toMatch(
        /^Microsoft\.RedHatOpenShift\/([A-Za-z]+\/)+(read|write|delete|action)$|\/register\/action$/,
      );
    }
  });

  it('has what a role assignment for clusters needs', () => {
    expect(operations.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'Microsoft.RedHatOpenShift/register/action',
        'Microsoft.RedHatOpenShift/openShiftClusters/read',
        'Microsoft.RedHatOpenShift/openShiftClusters/write',
        'Microsoft.RedHatOpenShift/openShiftClusters/delete',
        'Microsoft.RedHatOpenShift/openShiftClusters/listCredentials/action',
      ]),
    );
  });

  it('has a text for each part of the display', () => {
    for (const { display } of operations) {
      expect(Object.values(display).every((text) => text.length > 0)).toBe(true);
    }
  });
});
