import { masterVmSizes, workerVmSizes } from './vm-sizes.ts';

describe('VM sizes', () => {
  it('has each supported size once', () => {
    expect([masterVmSizes.size, workerVmSizes.size]).toEqual([70, 139]);
  });

  it('spells sizes as Azure does', () => {
    for (const name of [...masterVmSizes.keys(), ...workerVmSizes.keys()]) {
      expect(name).toMatch(/^Standard_(D|E|F|L|M|NC)\d+[a-z]*(_T4)?(_v\d)?$/);
    }
  });

  it('knows which sizes need a newer OpenShift', () => {
    expect(masterVmSizes.get('Standard_D8s_v6')?.minimumVersion).toBe('4.19');
    expect(masterVmSizes.get('Standard_D8s_v5')?.minimumVersion).toBeUndefined();
  });
});
