import { ArmError } from '@aro-rp/local-azure';
import { resource } from '@aro-rp/testing';
import { milliseconds } from '@aro-rp/time';
import { run } from '../../testing/failing.ts';
import { createWorld, type World } from '../../testing/world.ts';

/** With what the next creations of machines of this name end. */
const refusals = new Map<RegExp, { code: string; left: number }>();
let world: World;
beforeAll(async () => {
  world = await createWorld({
    arm: {
      operationDuration: milliseconds(20),
      roleAssignmentDelay: milliseconds(50),
      compute: {
        allocate: ({ id }) => {
          for (const [name, refusal] of refusals)
            if (name.test(id) && refusal.left-- > 0)
              return new ArmError(409, refusal.code, `No room: ${refusal.code}.`);
          return undefined;
        },
      },
    },
  });
}, 60_000);
afterEach(() => refusals.clear());
afterAll(() => world[Symbol.asyncDispose]());

let count = 0;
/** @param times how often a machine in the way is not made */
async function create(code: string, times: number) {
  const id = resource(`room-${++count}`, world.endpoints.subscriptionId);
  const given = await world.cluster(id);
  refusals.set(new RegExp(`managed-${id.name}/.*-master-1$`, 'i'), { code, left: times });
  const { document, operation } = await run(world, world.planBook(), id, 'create', { given });
  const asked = (method: string, path: RegExp) =>
    world.azure.arm.requests({ method, path }).filter((one) => one.path.includes(`managed-${id.name}`)).length;
  return {
    state: document.provisioningState,
    error: operation.error,
    deployed: asked('PUT', /deployments\/machines$/),
    machinesDeleted: asked('DELETE', /virtualMachines\/.*-master-1$/i),
  };
}

describe('a create of whose machines Azure has not made one', () => {
  it.each([
    ['AllocationFailed', 1],
    ['OverconstrainedZonalAllocationRequest', 2],
    ['OSProvisioningTimedOut', 2],
  ])(
    'for %s, %d times, deletes it each time and makes it again',
    async (code, times) => {
      expect(await create(code, times)).toEqual({
        state: 'Succeeded',
        error: undefined,
        deployed: times + 1,
        machinesDeleted: times,
      });
    },
    300_000,
  );

  it('for want of room for good gives up after three more tries, and says what to do', async () => {
    const { state, error, deployed } = await create('ZonalAllocationFailed', Infinity);

    expect([state, deployed]).toEqual(['Failed', 4]);
    expect(error).toMatchObject({
      code: 'ZonalAllocationFailed',
      message:
        'No room: ZonalAllocationFailed. Choose another size or region, or try again later. Delete the cluster and create it again.',
    });
  }, 300_000);
});
