import fc from 'fast-check';
import { asList, asObject } from '../../json.ts';
import { type ArmError } from '../../errors.ts';
import { images } from './images.ts';
import { showUsages, usageOf } from './quota.ts';
import { allSizes, findSize, type MachineSize } from './sizes.ts';
import { machineBody, openCompute, refusalOf, subscriptionId } from './testing.ts';

const vm = 'Microsoft.Compute/virtualMachines';
const quota = { cores: 40, coresPerFamily: 24, families: { standardESv5Family: 8 }, virtualMachines: 4 };
const sizes = ['Standard_D8s_v5', 'Standard_D16s_v5', 'Standard_D4s_v3', 'Standard_E4s_v5', 'Standard_E8s_v5'];
const names = ['a', 'b', 'c', 'd', 'e'];
const body = (nic: string, vmSize: string) => machineBody(nic, { hardwareProfile: { vmSize } });

/** Whether these machines may be there together: the rule in its plainest form. */
function isWithin(machines: MachineSize[]): boolean {
  const sum = (some: MachineSize[]) => some.reduce((cores, one) => cores + one.cores, 0);
  const families = new Set(machines.map(({ family }) => family));
  return (
    machines.length <= quota.virtualMachines &&
    sum(machines) <= quota.cores &&
    [...families].every(
      (family) =>
        sum(machines.filter((one) => one.family === family)) <=
        (family === 'standardESv5Family' ? quota.families.standardESv5Family : quota.coresPerFamily),
    )
  );
}

describe('quota', () => {
  it('allows a machine exactly when all together stay within it, and its usages are what is there', async () => {
    const step = fc.record({
      name: fc.constantFrom(...names),
      size: fc.constantFrom(...sizes, undefined),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
        const compute = openCompute({ quota });
        try {
          const there = new Map<string, MachineSize>();
          for (const { name, size } of steps) {
            if (size === undefined) {
              await compute.remove(vm, name);
              if (there.delete(name)) await compute.remove('Microsoft.Compute/disks', `${name}_OSDisk`);
              continue;
            }
            const wanted = findSize(size);
            if (!wanted) throw new Error(size);
            const after = new Map(there).set(name, wanted);
            const refusal = await refusalOf(() => compute.put(vm, name, body(compute.nic(name), size)));
            expect(refusal).toBe(isWithin([...after.values()]) ? 'not refused' : '409 OperationNotAllowed');
            if (refusal === 'not refused') there.set(name, wanted);
          }
          const usage = usageOf(compute.view, subscriptionId, 'eastus');
          expect(usage.virtualMachines).toBe(there.size);
          expect(usage.cores).toBe([...there.values()].reduce((cores, one) => cores + one.cores, 0));
          expect(usageOf(compute.view, subscriptionId, 'westus').cores).toBe(0);
        } finally {
          compute.close();
        }
      }),
      { numRuns: 25 },
    );
  });

  it('is refused in the words that tell limit, usage and what is missing', async () => {
    const compute = openCompute({ quota });
    await compute.put(vm, 'a', body(compute.nic('a'), 'Standard_D16s_v5'));

    const refused = compute.put(vm, 'b', body(compute.nic('b'), 'Standard_D16s_v5'));

    await expect(refused).rejects.toMatchObject({
      code: 'OperationNotAllowed',
      message: expect.stringContaining(
        'exceeding approved standardDSv5Family Cores quota. Additional details - Deployment Model: Resource Manager, Location: eastus, Current Limit: 24, Current Usage: 16, Additional Required: 16, (Minimum) New Limit Required: 32.',
      ) as unknown,
    } satisfies Partial<Record<keyof ArmError, unknown>>);
    compute.close();
  });

  it('is told for the region, the machines and each family', () => {
    const shown = showUsages(quota, { cores: 24, families: new Map([['standardDSv5Family', 24]]), virtualMachines: 2 });

    const rows = shown.map((one) => [asObject(one['name'])['value'], one['currentValue'], one['limit']]);
    expect(rows.slice(0, 2)).toEqual([
      ['cores', 24, 40],
      ['virtualMachines', 2, 4],
    ]);
    expect(rows).toContainEqual(['standardDSv5Family', 24, 24]);
    expect(rows).toContainEqual(['standardESv5Family', 0, 8]);
    expect(shown.map((one) => asObject(one['name'])['localizedValue'])).toContain('Standard DSv5 Family vCPUs');
  });
});

describe('the catalogue', () => {
  it('has each size and each image once, and an image for every generation that a size boots', () => {
    const sizeNames = allSizes.map(({ name }) => name.toLowerCase());
    const skus = images.map(({ publisher, offer, sku }) => `${publisher}/${offer}/${sku}`);
    const generations = images.map(({ generation }) => generation);

    expect(new Set(sizeNames).size).toBe(sizeNames.length);
    expect(new Set(skus).size).toBe(skus.length);
    for (const { generations: booted } of allSizes) expect(generations).toEqual(expect.arrayContaining([...booted]));
    expect(asList(images.find(({ sku }) => sku === 'aro_416-v2')?.versions)).toContain('416.94.20240701');
  });
});
