import { CloudError, type ResourceId } from '@aro-rp/api';
import { type StepResult } from '@aro-rp/plan';
import { refOf, resource } from '@aro-rp/testing';
import { run } from '../testing/failing.ts';
import { seenIn } from '../testing/installed.ts';
import { allInAzure, since } from '../testing/left-behind.ts';
import { storedDocuments } from '../testing/stored-documents.ts';
import { createWorld, type World } from '../testing/world.ts';
import { createCluster } from './create-cluster/index.ts';
import { type createPlanBook } from './index.ts';

type PlanBook = ReturnType<typeof createPlanBook>;

/**
 * - `before`: nothing of the step has happened.
 * - `during`: it has begun, and Azure may still be at it.
 * - `after`: all of it has happened, and what it has learnt is lost.
 */
type When = 'before' | 'during' | 'after';

/** Where a create ends that Azure, or a mistake of ours, keeps from going on. */
interface Stage {
  step: string;
  when: When;
}

/** A part of the name of a step: the others are left out. */
const only = process.env.HALF_MADE_STEP ?? '';
const stages: Stage[] = createCluster.steps
  .filter(({ name }) => name.includes(only))
  .flatMap(({ name: step }) => (['before', 'during', 'after'] as const).map((when) => ({ step, when })));
const lanes = 6;

let world: World;
beforeAll(async () => void (world = await createWorld()), 60_000);
afterAll(() => world[Symbol.asyncDispose]());

/** The plans, but that a create fails for good at a stage. */
function failingAt({ step, when }: Stage): PlanBook {
  const book = world.planBook();
  const fail = () => {
    throw new CloudError(400, { code: 'DeploymentFailed', message: 'planted' });
  };
  const ends = ({ kind }: StepResult) => when === 'during' || kind === 'done';
  return {
    ...book,
    find: (kind, version) => {
      const plan = book.find(kind, version);
      const steps = plan?.steps.map((one) => ({
        ...one,
        action: async (...given: Parameters<typeof one.action>) => {
          if (one.name !== step || kind !== createCluster.kind) return one.action(...given);
          if (when === 'before') return fail();
          const result = await one.action(...given);
          return ends(result) ? fail() : result;
        },
      }));
      return plan && steps && { ...plan, steps };
    },
  };
}

/** What there is of the cluster, in Azure and in the documents, and what its customer's network still has of it. */
async function leftOf(id: ResourceId, network: string, before: ReadonlySet<string>): Promise<string[]> {
  const found = await seenIn(world).require(network);
  const subnets = found.properties['subnets'] as { name: string; properties: Record<string, unknown> }[];
  const inAzure = since(before, await allInAzure(world)).filter(
    (one) => one.includes(id.name) || one.includes(refOf(id).id),
  );
  const documents = [...(await storedDocuments(world.azure)).values()]
    .flat()
    .map((text) => JSON.parse(text) as { id: string; type: string; clusterKey?: string })
    .filter(({ type, clusterKey, id: one }) =>
      type === 'reservation' ? clusterKey === id.key : type === 'secrets' && one.startsWith(refOf(id).id),
    );
  return [
    ...inAzure,
    ...documents.map(({ type }) => `a document: ${type}`),
    ...subnets
      .filter(({ properties }) => properties['networkSecurityGroup'] !== undefined)
      .map(({ name }) => `the security group of the subnet ${name}`),
  ];
}

it('a create that has ended at any stage of any step is deleted, and nothing is left but the network of the customer', async () => {
  const failures: string[] = [];
  const clusters: { stage: Stage; id: ResourceId; given: Awaited<ReturnType<World['cluster']>> }[] = [];
  for (const [index, stage] of stages.entries()) {
    const id = resource(`half${String(index).padStart(3, '0')}x`, world.endpoints.subscriptionId);
    clusters.push({ stage, id, given: await world.cluster(id) });
  }
  const before = await allInAzure(world);

  const live = async ({ stage, id, given }: (typeof clusters)[number]): Promise<void> => {
    const title = `${stage.when} ${stage.step} (${id.name})`;
    const created = await run(world, failingAt(stage), id, 'create', { given });
    if (created.operation.error?.message !== 'planted')
      failures.push(`${title}: ended otherwise: ${JSON.stringify(created.operation.error)}`);
    const { document, operation } = await run(world, world.planBook(), id, 'delete');
    const network = given.cluster.properties.masterProfile.subnetId.replace(/\/subnets\/.*$/, '');
    const left = await leftOf(id, network, before);
    if (operation.error !== undefined || document.tombstone !== true)
      failures.push(`${title}: was not deleted: ${JSON.stringify([operation.error, operation.diagnostics?.detail])}`);
    if (left.length > 0) failures.push(`${title}: left ${left.join(', ')}`);
  };
  const left = [...clusters];
  const lane = async () => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) await live(next);
  };
  await Promise.all(Array.from({ length: lanes }, lane));

  expect(failures).toEqual([]);
  expect(clusters.length).toBeGreaterThan(0);
  // What names no cluster too, such as rights at the subscription.
  expect(since(before, await allInAzure(world))).toEqual([]);
}, 900_000);
