import { type OpenShiftCluster, parseResourceId } from '@aro-rp/api';
import { type ActivityRecord } from '@aro-rp/local-azure';
import { type StepResult } from '@aro-rp/plan';
import { install, type Installed, type Seen, seenIn } from '../testing/installed.ts';
import { runWith, untilDone } from '../testing/step-on.ts';
import { runWatched } from '../testing/watched.ts';
import { createWorld, type World } from '../testing/world.ts';
import { createCluster } from './create-cluster/index.ts';
import { type createPlanBook } from './index.ts';

type PlanBook = ReturnType<typeof createPlanBook>;
type Done = Extract<StepResult, { kind: 'done' }>;

let world: World;
let seen: Seen;
let book: PlanBook;
const { signal } = new AbortController();
beforeAll(async () => {
  world = await createWorld();
  seen = seenIn(world);
  book = world.planBook();
}, 60_000);
afterAll(() => world[Symbol.asyncDispose]());

/** The plans, and what each of their steps has said at its end. */
function recording(): { book: PlanBook; learnt: Map<string, Done> } {
  const learnt = new Map<string, Done>();
  const find: PlanBook['find'] = (kind, version) => {
    const plan = book.find(kind, version);
    if (plan === undefined) return undefined;
    const steps = plan.steps.map((step) => ({
      ...step,
      action: async (...given: Parameters<typeof step.action>) => {
        const result = await step.action(...given);
        if (result.kind === 'done') learnt.set(step.name, result);
        return result;
      },
    }));
    return { ...plan, steps };
  };
  return { book: { ...book, find }, learnt };
}

/** Every resource of both subscriptions as it is stored, with the version that each write changes; and who has which role. */
async function everything(): Promise<Map<string, unknown>> {
  const { subscriptionId, rp } = world.endpoints;
  const assignments = await seen.list(
    `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleAssignments`,
  );
  const resources = [subscriptionId, rp.subscriptionId].flatMap((one) =>
    world.azure.arm.view.children(`/subscriptions/${one}`),
  );
  const groups = await seen.list(`/subscriptions/${subscriptionId}/resourceGroups`);
  return new Map([...resources, ...assignments, ...groups].map((one) => [one.id, one]));
}

/** What a registry's new password for a token changes. */
const isToken = (id: string) => /\/registries\/[^/]+\/tokens\//i.test(id);

const withoutTokens = (all: Map<string, unknown>) => new Map([...all].filter(([id]) => !isToken(id)));

const isWrittenByCluster = /\/Microsoft\.Network\/(loadBalancers|networkSecurityGroups)\//i;
const writes = (records: readonly ActivityRecord[]) =>
  records.filter(({ method }) => method !== 'GET' && method !== 'HEAD').map(({ method, path }) => `${method} ${path}`);

const lastRequest = () => world.azure.arm.requests().at(-1)?.n ?? 0;

/** As the document was before the step's results were stored in it: a member at a time, as they are merged. */
function before(now: OpenShiftCluster, first: OpenShiftCluster, { properties = {} }: Done): OpenShiftCluster {
  const original = first.properties as unknown as Record<string, unknown>;
  const undone = Object.fromEntries(Object.keys(properties).map((name) => [name, original[name]]));
  return { ...now, properties: { ...now.properties, ...undone } };
}

describe.each([
  ['public', '4.16.30'],
  ['private', '4.20.5'],
] as const)(
  'of a %s cluster of OpenShift %s that runs, with its router on the load balancer',
  (visibility, version) => {
    let cluster: Installed;
    let learnt: Map<string, Done>;
    let first: OpenShiftCluster;
    beforeAll(async () => {
      const recorded = recording();
      learnt = recorded.learnt;
      cluster = await install(world, visibility, { version, private: visibility === 'private', book: recorded.book });
      first = (await world.cluster(idOf(), { version, private: visibility === 'private' })).cluster;
    }, 120_000);
    const idOf = () => {
      const id = parseResourceId(cluster.document.cluster.id);
      if (id === undefined) throw new Error('the document holds no cluster');
      return id;
    };

    it('there is something to lose: what the cluster has written on its own', async () => {
      const balancer = visibility === 'public' ? cluster.infraId : `${cluster.infraId}-internal`;
      const place = `${cluster.group}/providers/Microsoft.Network`;
      const { properties } = await seen.require(`${place}/loadBalancers/${balancer}`);
      const group = await seen.require(`${place}/networkSecurityGroups/${cluster.infraId}-nsg`);

      const names = (list: unknown) => (list as { name: string }[]).map(({ name }) => name);
      expect(names(properties['loadBalancingRules'])).toEqual(
        expect.arrayContaining([expect.stringMatching(/-TCP-80$/), expect.stringMatching(/-TCP-443$/)]),
      );
      expect(names(properties['frontendIPConfigurations'])).toHaveLength(2);
      expect(names(group.properties['securityRules'])).toEqual(
        expect.arrayContaining([expect.stringMatching(/-TCP-443-/)]),
      );
      expect([...learnt.keys()].sort()).toEqual(createCluster.steps.map(({ name }) => name).sort());
    });

    it.each(createCluster.steps.map(({ name, action }) => [name, action] as const))(
      '%s, run again as after a crash before its record, changes nothing',
      async (name, action) => {
        const ended = learnt.get(name);
        if (ended === undefined) throw new Error(`${name} has not run`);
        const { document } = cluster;
        const facts = Object.fromEntries(
          Object.entries(document.facts).filter(([fact]) => !(fact in (ended.facts ?? {}))),
        );
        const context = book.context({ ...document, cluster: before(document.cluster, first, ended) }, Date.now);
        const [all, since] = [await everything(), lastRequest()];

        const again = await untilDone(action, context, runWith(facts, { signal, startedAt: Date.now() }));

        const records = world.azure.arm.requests({ after: since });
        expect(writes(records).filter((one) => isWrittenByCluster.test(one))).toEqual([]);
        expect(withoutTokens(await everything())).toEqual(withoutTokens(all));
        // What was chosen at random is chosen anew; what is found out is found again.
        if (name !== 'choose') expect([again.facts, again.properties]).toEqual([ended.facts, ended.properties]);
      },
      30_000,
    );

    it('the whole plan, run again from its first step by the worker, changes nothing', async () => {
      const [all, since] = [await everything(), lastRequest()];

      const { document, operation } = await runWatched(world, idOf(), { kind: 'create' });

      expect([operation?.error, operation?.diagnostics, document.provisioningState]).toEqual([
        undefined,
        undefined,
        'Succeeded',
      ]);
      expect(document.facts).toEqual(cluster.document.facts);
      expect(document.cluster).toEqual(cluster.document.cluster);
      const records = world.azure.arm.requests({ after: since });
      expect(writes(records).filter((one) => isWrittenByCluster.test(one))).toEqual([]);
      expect(withoutTokens(await everything())).toEqual(withoutTokens(all));
    }, 60_000);
  },
);
