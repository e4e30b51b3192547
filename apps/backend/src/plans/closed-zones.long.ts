import { milliseconds } from '@aro-rp/time';
import { install, seenIn } from '../testing/installed.ts';
import { ofKind, at } from '../testing/manifests.ts';
import { createWorld, type World } from '../testing/world.ts';

const size = 'Standard_D4s_v3';
let world: World;
beforeAll(async () => {
  world = await createWorld({
    arm: {
      operationDuration: milliseconds(20),
      roleAssignmentDelay: milliseconds(50),
      compute: { restrictions: [{ size, zones: ['2'] }] },
    },
  });
}, 60_000);
afterAll(() => world[Symbol.asyncDispose]());

it('a cluster has its workers in the zones that are open for their size, and its masters in three', async () => {
  const made = await install(world, 'zones', { version: '4.18.20', private: false });

  const zoneOf = (object: unknown) => at(object, 'spec', 'template', 'spec', 'providerSpec', 'value', 'zone');
  expect(ofKind(made.manifests, 'MachineSet').map(zoneOf)).toEqual(['1', '3']);
  const machines = await seenIn(world).list(`${made.group}/providers/Microsoft.Compute/virtualMachines`);
  const zonesOf = (role: string) =>
    machines
      .filter(({ name }) => name.includes(`-${role}-`))
      .map(({ zones }) => String(zones))
      .sort();
  expect({ masters: zonesOf('master'), workers: new Set(zonesOf('worker')) }).toEqual({
    masters: ['1', '2', '3'],
    workers: new Set(['1', '3']),
  });
}, 120_000);
